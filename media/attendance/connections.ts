import type { TenantId, VisitId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { AttendanceLog, EndOfConnection } from './attendance-log.ts';
import type { OpenConnection, Peer } from '../rooms/peer.ts';

type Deps = {
  tenantId: TenantId;
  visitId: VisitId;
  attendance: AttendanceLog;
  now: Now;
  newId: NewId;
  /** Milliseconds on a clock that nobody sets. */
  elapsed?: () => number;
};

/** Keeps the attendance log of one room: each participant's unbroken media connections. */
export class Connections {
  readonly #deps: Deps;
  readonly #elapsed: () => number;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#elapsed = deps.elapsed ?? (() => performance.now());
  }

  begin(peer: Peer, epoch: number): void {
    const { attendance, now, newId } = this.#deps;
    const connection = { connectionId: newId(), connectedAt: now(), startedAt: this.#elapsed(), epoch };
    peer.connection = connection;
    attendance.opened(this.#factsOf(peer, connection));
  }

  /**
   * Nothing happens if none is open. `agoMs`: how long it was over before it was noticed. Its length is what was lived
   * through: the machine's clock may have been set meanwhile.
   */
  end(peer: Peer, reason: EndOfConnection['reason'], { agoMs = 0 } = {}): void {
    const { connection } = peer;
    if (!connection) return;
    peer.connection = undefined;
    const lastedMs = Math.round(Math.max(0, this.#elapsed() - connection.startedAt - agoMs));
    const disconnectedAt = connection.connectedAt + lastedMs;
    this.#deps.attendance.closed(this.#factsOf(peer, connection), { reason, disconnectedAt });
  }

  #factsOf({ participantId, ticket }: Peer, { connectionId, connectedAt, epoch }: OpenConnection) {
    const { tenantId, visitId } = this.#deps;
    const who = { participantId, userId: ticket.userId, side: ticket.side };
    return { tenantId, visitId, ...who, connectionId, connectedAt, epoch };
  }
}
