import { setTimeout as pause } from 'node:timers/promises';
import { ParticipantConnected, ParticipantDisconnected } from '#contracts/events/media.ts';
import type { NodeId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import type { AttendanceLog, ConnectionFacts, EndOfConnection } from './attendance-log.ts';
import type { ConnectionStore, OpenConnectionDocument } from './connection-store.ts';

type Deps = {
  store: ConnectionStore;
  nodeId: NodeId;
  now: Now;
  newId: NewId;
  log: Log;
  beatMs?: number;
  /** Milliseconds on a clock that nobody sets. */
  elapsed?: () => number;
};
type Beat = { at: number; seenAt: number };

/** A node that has said nothing for so long is dead. */
const silentMs = 10_000;
const longestRetryMs = 5_000;

/**
 * Writes who was connected when, each fact with its event in one commit. The facts of a visit are written one after the
 * other; while the store refuses (a full disk) they wait, and the call goes on.
 */
export class StoredAttendance implements AttendanceLog {
  readonly #deps: Deps;
  readonly #queues = new Map<VisitId, Promise<void>>();
  /** The beats of other nodes as they were last seen to change: their clocks need not agree with this one. */
  readonly #beats = new Map<string, Beat>();
  #open = 0;
  #beating: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Closes what this node left open when it died, before anything new is opened. */
  async start(): Promise<void> {
    await this.#closeLeftovers();
    const { beatMs = 1_000 } = this.#deps;
    let beats = 0;
    this.#beating = setInterval(() => {
      const isTimeToSweep = ++beats % 10 === 0;
      this.#beat(isTimeToSweep).catch((err: unknown) =>
        this.#deps.log.warn({ err }, 'the attendance beat was missed'),
      );
    }, beatMs).unref();
  }

  /** Resolves when every fact is written. */
  async stop(): Promise<void> {
    clearInterval(this.#beating);
    while (this.#queues.size > 0) await Promise.all(this.#queues.values());
    this.#isStopped = true;
  }

  opened(facts: ConnectionFacts): void {
    this.#open++;
    const document = { ...facts, nodeId: this.#deps.nodeId };
    this.#enqueue(facts.visitId, () => this.#deps.store.open(document, this.#connected(document)));
  }

  closed(facts: ConnectionFacts, end: EndOfConnection): void {
    this.#open--;
    this.#enqueue(facts.visitId, () => this.#close({ ...facts, nodeId: this.#deps.nodeId }, end));
  }

  /**
   * All connections of a visit that is over, once what this node knows of them is written. Refuses `conflict` while one
   * stands that another node had: its end is written when that is known to be dead.
   */
  async ofEndedVisit({ tenantId, visitId }: Pick<ConnectionFacts, 'tenantId' | 'visitId'>) {
    await this.#queues.get(visitId);
    const known = (await this.#deps.store.listIn(visitId)).filter((one) => one.tenantId === tenantId);
    return known.map((one) => {
      const { disconnectedAt, reason } = one;
      if (disconnectedAt === undefined || reason === undefined)
        throw new Refusal('conflict', 'Who was connected until when is not known yet.');
      return { ...factsOf(one), disconnectedAt, reason };
    });
  }

  /** The node that had this visit is gone: whoever was connected there was so until it last beat. */
  closeLeftIn(visitId: VisitId): void {
    this.#enqueue(visitId, async () => {
      const { store, nodeId } = this.#deps;
      for (const left of await store.listOpenIn(visitId))
        if (left.nodeId !== nodeId) await this.#closeAtLastBeat(left);
    });
  }

  async #closeAtLastBeat(left: OpenConnectionDocument): Promise<void> {
    const aliveAt = Math.max(left.connectedAt, (await this.#deps.store.lastBeat(left.nodeId)) ?? 0);
    await this.#close(left, { disconnectedAt: aliveAt, reason: 'node_died' });
  }

  async #beat(isTimeToSweep: boolean): Promise<void> {
    if (this.#open > 0) await this.#deps.store.beat(this.#deps.nodeId, this.#deps.now());
    if (isTimeToSweep) await this.#closeLeftovers({ ofOthers: true });
  }

  async #closeLeftovers({ ofOthers = false } = {}): Promise<void> {
    const { store, nodeId } = this.#deps;
    for (const left of await store.listOpen()) {
      if (left.nodeId === nodeId && ofOthers) continue;
      if (left.nodeId === nodeId || (await this.#isSilent(left))) await this.#closeAtLastBeat(left);
    }
  }

  async #isSilent({ nodeId, connectedAt }: OpenConnectionDocument): Promise<boolean> {
    const { store, elapsed = () => performance.now() } = this.#deps;
    const at = (await store.lastBeat(nodeId)) ?? connectedAt;
    const known = this.#beats.get(nodeId);
    if (known?.at === at) return elapsed() - known.seenAt >= silentMs;
    this.#beats.set(nodeId, { at, seenAt: elapsed() });
    return false;
  }

  #close(facts: OpenConnectionDocument, end: EndOfConnection): Promise<void> {
    const event = this.#event(ParticipantDisconnected, facts, { ...factsOf(facts), ...end });
    return this.#deps.store.close(facts.connectionId, end, event);
  }

  #connected(facts: OpenConnectionDocument) {
    return this.#event(ParticipantConnected, facts, factsOf(facts));
  }

  #event(
    contract: typeof ParticipantConnected | typeof ParticipantDisconnected,
    { tenantId }: ConnectionFacts,
    data: ReturnType<typeof factsOf> & Partial<EndOfConnection>,
  ) {
    const actor = { kind: 'service', service: 'media', tenantId } as const;
    return createEvent<typeof contract.data>(contract, { actor, tenantId, data }, this.#deps);
  }

  #enqueue(visitId: VisitId, write: () => Promise<void>): void {
    const before = this.#queues.get(visitId) ?? Promise.resolve();
    const written = before.then(() => this.#untilWritten(visitId, write));
    const tail = written.finally(() => {
      if (this.#queues.get(visitId) === tail) this.#queues.delete(visitId);
    });
    this.#queues.set(visitId, tail);
  }

  async #untilWritten(visitId: VisitId, write: () => Promise<void>): Promise<void> {
    for (let retryMs = 100; !this.#isStopped; retryMs = Math.min(longestRetryMs, retryMs * 2)) {
      try {
        return await write();
      } catch (err) {
        this.#deps.log.error({ visitId, err, retryMs }, 'an attendance fact is not written yet');
        await pause(retryMs, undefined, { ref: false });
      }
    }
  }
}

function factsOf({ tenantId: _tenant, ...facts }: OpenConnectionDocument) {
  const { visitId, connectionId, participantId, userId, side, nodeId, epoch, connectedAt } = facts;
  return { visitId, connectionId, participantId, userId, side, nodeId, epoch, connectedAt };
}
