import type { TenantId, VisitId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { AttendanceLog, EndOfConnection } from './attendance-log.ts';
import type { OpenConnection, Peer } from '../rooms/peer.ts';

type Deps = { tenantId: TenantId; visitId: VisitId; attendance: AttendanceLog; now: Now; newId: NewId };

/** Keeps the attendance log of one room: each participant's unbroken media connections. */
export class Connections {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  begin(peer: Peer, epoch: number): void {
    const { attendance, now, newId } = this.#deps;
    const connection = { connectionId: newId(), connectedAt: now(), epoch };
    peer.connection = connection;
    attendance.opened(this.#factsOf(peer, connection));
  }

  /** Nothing happens if none is open. `agoMs`: how long it was over before it was noticed. */
  end(peer: Peer, reason: EndOfConnection['reason'], { agoMs = 0 } = {}): void {
    const { connection } = peer;
    if (!connection) return;
    peer.connection = undefined;
    const disconnectedAt = Math.max(connection.connectedAt, this.#deps.now() - agoMs);
    this.#deps.attendance.closed(this.#factsOf(peer, connection), { reason, disconnectedAt });
  }

  #factsOf({ participantId, ticket }: Peer, connection: OpenConnection) {
    const { tenantId, visitId } = this.#deps;
    return { tenantId, visitId, participantId, userId: ticket.userId, side: ticket.side, ...connection };
  }
}
