import { EventEmitter } from 'node:events';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { elsewhere } from '#contracts/rpc/socket-calls.ts';
import type { Log } from '#platform/log.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { VisitFacts } from '../ports.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { Room } from './room.ts';
import type { RoomDeps } from './room-deps.ts';
import type { RoomLeases } from '../leases/room-leases.ts';

type Deps = {
  room: Omit<RoomDeps, 'nextEpoch'>;
  leases: RoomLeases;
  visits: VisitFacts;
  log: Log;
  factsMs?: number;
  unusedMs?: number;
};
/** How long a room that was taken over waits for the first to come. */
const longestUnusedMs = 30_000;

type Key = { tenantId: TenantId; visitId: VisitId };

/** The rooms of this node. */
export class Rooms extends EventEmitter<{ opened: [Room]; closed: [Room] }> {
  readonly #deps: Deps;
  readonly #rooms = new Map<VisitId, Room>();
  readonly #making = new Map<VisitId, Promise<Room>>();
  /** Those that other nodes have taken and whose people have not all gone there. */
  readonly #leaving = new Set<Room>();
  #isDraining = false;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
    deps.leases.on('lost', ({ visitId }, heldUntil) => {
      const agoMs = Math.max(0, deps.room.now() - heldUntil);
      const room = this.#rooms.get(visitId);
      room?.fallSilent();
      room?.close('room_moved', { agoMs });
    });
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** From now on no room is made here. */
  drain(): void {
    this.#isDraining = true;
  }

  resume(): void {
    this.#isDraining = false;
  }

  get all(): Room[] {
    return [...this.#rooms.values()];
  }

  /** The room of a visit if it runs here; one that is being made is waited for. */
  async find({ tenantId, visitId }: Key): Promise<Room | undefined> {
    const room = this.#rooms.get(visitId) ?? (await this.#making.get(visitId)?.catch(() => undefined));
    return room?.tenantId === tenantId ? room : undefined;
  }

  /** The same without waiting. */
  findNow({ tenantId, visitId }: Key): Room | undefined {
    const room = this.#rooms.get(visitId);
    return room?.tenantId === tenantId ? room : undefined;
  }

  /** The room of the visit, made if it is not there. Refuses `visit_closed`, and `elsewhere` if another has it. */
  async open(visit: Key): Promise<Room> {
    await this.#deps.leases.whenSettled(visit);
    const known = this.findNow(visit) ?? (await this.find(visit));
    if (known && this.#deps.leases.holds(visit)) return known;
    const making = this.#making.get(visit.visitId) ?? this.#make(visit);
    this.#making.set(visit.visitId, making);
    try {
      return await making;
    } finally {
      this.#making.delete(visit.visitId);
    }
  }

  onWorkerDied(worker: MediaWorker): void {
    for (const room of this.all) if (room.runsOn(worker)) room.move();
  }

  closeAll(): void {
    for (const room of [...this.all, ...this.#leaving]) room.close('room_moved');
  }

  /**
   * Another node has the room. What flows here goes on until everybody has gone there, `withinMs` at most; resolves then.
   */
  giveAway(room: Room, withinMs: number): Promise<void> {
    room.fallSilent();
    if (this.#rooms.get(room.visitId) === room) this.#rooms.delete(room.visitId);
    this.#leaving.add(room);
    return new Promise((resolve) => {
      const timer = setTimeout(() => room.close('room_moved'), withinMs);
      room.once('closed', () => {
        clearTimeout(timer);
        this.#leaving.delete(room);
        resolve();
      });
      const look = () => {
        if (room.isDeserted) room.close('room_moved');
      };
      room.on('changed', look);
      look();
    });
  }

  async #make({ tenantId, visitId }: Key): Promise<Room> {
    const visit = { tenantId, visitId };
    const { leases, room: roomDeps, unusedMs = longestUnusedMs } = this.#deps;
    if (this.#isDraining) throw new Refusal(elsewhere, 'This node is leaving.');
    // The claim first: an admission that is not read here finds this node by it.
    const nextEpoch = await leases.open(visit);
    const isPatientAdmitted = await this.#readAdmission(visit).catch((error: unknown) => {
      leases.release(visit);
      throw error;
    });
    const room = new Room({ tenantId, visitId, isPatientAdmitted }, { ...roomDeps, nextEpoch });
    this.#rooms.set(visitId, room);
    const unused = setTimeout(() => room.peers.size === 0 && room.close(), unusedMs).unref();
    room.once('closed', () => {
      clearTimeout(unused);
      if (!room.isElsewhere) leases.release(room);
      if (this.#rooms.get(visitId) === room) this.#rooms.delete(visitId);
      this.emit('closed', room);
    });
    this.emit('opened', room);
    return room;
  }

  /** `undefined` while visits is down. */
  async #readAdmission({ tenantId, visitId }: Key): Promise<boolean | undefined> {
    try {
      const asked = this.#deps.visits['visit:facts']({ tenantId, visitId });
      const facts = await withDeadline(asked, this.#deps.factsMs ?? 300, 'visit:facts');
      if (!facts.isOpen) throw visitClosed();
      return facts.isPatientAdmitted;
    } catch (err) {
      if (err instanceof Refusal && ['visit_closed', 'not_found'].includes(err.code)) throw visitClosed();
      this.#deps.log.warn({ visitId, err }, 'visits did not answer; tickets decide');
      return undefined;
    }
  }
}

const visitClosed = () => new Refusal('visit_closed', 'This visit is over.');
