import { EventEmitter } from 'node:events';
import { type RoomPlace, roomLease } from '#contracts/call/place.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { elsewhere } from '#contracts/rpc/socket-calls.ts';
import type { Now } from '#platform/clock.ts';
import type { Cluster, Lease } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';

type RoomKey = { tenantId: TenantId; visitId: VisitId };
type Deps = {
  cluster: Pick<Cluster, 'acquire' | 'renew' | 'release' | 'takeOver'>;
  place: RoomPlace;
  now: Now;
  log: Log;
};
/** Without a lease while the cluster is away: then `epoch` is this node's own. */
type Claim = RoomKey & {
  epoch: number;
  lease: Lease | undefined;
  isOpened: boolean;
  takenAt: number;
  /** While another node is being asked to take it. */
  giving?: Promise<void>;
};

const leaseMs = 30_000;
/** A room that was taken over and that nobody has joined since is given up. */
const unopenedMs = 30_000;
/** Makings of one room under one claim; the epochs of a later claim are higher. */
const perClaim = 1_000;

/** This node's claims on its rooms, and from them the rooms' epochs: of two nodes only one holds a room. */
export class RoomLeases extends EventEmitter<{ lost: [RoomKey, heldUntil: number] }> {
  readonly #deps: Deps;
  readonly #claims = new Map<string, Claim>();
  /** Leases that could not be given back, and would be found again with the epoch they had. */
  readonly #unreleased = new Map<string, number>();

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  holds(room: RoomKey): boolean {
    return this.#claims.has(keyOf(room));
  }

  /** Gives the room's epochs, each higher than all before. Refuses `elsewhere` when another node holds the room. */
  async open(room: RoomKey): Promise<() => number> {
    const claim = this.#claims.get(keyOf(room)) ?? (await this.#claim(room));
    claim.isOpened = true;
    let made = 0;
    return () => firstEpoch(claim) + made++;
  }

  /** Takes the room from a node that is dead or drains. Gives its next epoch; refuses `elsewhere`. */
  async take(room: RoomKey, fromEpoch: number): Promise<number> {
    const known = this.#claims.get(keyOf(room));
    if (known) return firstEpoch(known);
    const lease = await this.#deps.cluster.takeOver({ ...this.#request(room), fromEpoch });
    if (!lease) throw heldElsewhere();
    return firstEpoch(this.#keep(room, lease));
  }

  /**
   * Gives the room to another node: `give` asks it to take over from this epoch. Until that is settled the claim is
   * neither prolonged nor found to be lost; if it rejects, the room stays here.
   */
  async handOver(room: RoomKey, give: (fromEpoch: number) => Promise<unknown>): Promise<void> {
    const claim = this.#claims.get(keyOf(room));
    if (!claim) return;
    const giving = give(claim.lease?.epoch ?? 0).then(() => {
      this.#claims.delete(keyOf(room));
    });
    claim.giving = giving.catch(() => undefined);
    try {
      await giving;
    } finally {
      delete claim.giving;
    }
  }

  /** Resolves when it is decided whether a room that is being handed over stays. */
  whenSettled(room: RoomKey): Promise<void> | undefined {
    return this.#claims.get(keyOf(room))?.giving;
  }

  release(room: RoomKey): void {
    const key = keyOf(room);
    const claim = this.#claims.get(key);
    this.#claims.delete(key);
    if (!claim?.lease) return;
    this.#unreleased.set(key, claim.epoch);
    this.#deps.cluster.release(claim.lease).then(
      () => this.#unreleased.delete(key),
      (err: unknown) => {
        const { visitId } = room;
        this.#deps.log.info({ visitId, err }, "a room's lease was not released and will expire");
      },
    );
  }

  /** The epoch of the lease itself, for whoever takes the room from here. */
  leaseEpochOf(room: RoomKey): number | undefined {
    return this.#claims.get(keyOf(room))?.lease?.epoch;
  }

  /** Prolongs every claim. What another node has taken is told as lost, and that this node had it until `heldUntil`. */
  async renew(heldUntil: number): Promise<void> {
    await Promise.all([...this.#claims.values()].map((claim) => this.#renewOne(claim, heldUntil)));
  }

  async #renewOne(claim: Claim, heldUntil: number): Promise<void> {
    const { cluster, now, log } = this.#deps;
    if (claim.giving) return;
    if (!claim.isOpened && now() - claim.takenAt > unopenedMs) return this.release(claim);
    try {
      if (claim.lease && (await cluster.renew(claim.lease, leaseMs))) return;
      const lease = await cluster.acquire(this.#request(claim));
      if (lease) claim.lease = lease;
      else this.#lose(claim, heldUntil);
    } catch (err) {
      if (!isAway(err)) log.error({ visitId: claim.visitId, err }, "a room's lease was not renewed");
    }
  }

  async #claim(room: RoomKey): Promise<Claim> {
    try {
      const lease = await this.#deps.cluster.acquire(this.#request(room));
      if (!lease) throw heldElsewhere();
      return this.#keep(room, lease);
    } catch (error) {
      if (!isAway(error)) throw error;
      return this.#keep(room, undefined);
    }
  }

  #keep({ tenantId, visitId }: RoomKey, lease: Lease | undefined): Claim {
    const key = keyOf({ tenantId, visitId });
    const takenAt = this.#deps.now();
    const epoch = Math.max(lease?.epoch ?? takenAt, (this.#unreleased.get(key) ?? 0) + 1);
    const claim = this.#claims.get(key) ?? { tenantId, visitId, lease, epoch, takenAt, isOpened: false };
    this.#claims.set(key, claim);
    return claim;
  }

  #lose({ tenantId, visitId }: RoomKey, heldUntil: number): void {
    if (!this.#claims.delete(keyOf({ tenantId, visitId }))) return;
    this.#deps.log.warn({ visitId }, 'a room is held by another node now');
    this.emit('lost', { tenantId, visitId }, heldUntil);
  }

  #request({ tenantId, visitId }: RoomKey) {
    const { place } = this.#deps;
    const value = JSON.stringify(place);
    return { name: keyOf({ tenantId, visitId }), holder: place.instanceId, value, ttlMs: leaseMs };
  }
}

const keyOf = ({ tenantId, visitId }: RoomKey) => roomLease(tenantId, visitId);
const firstEpoch = ({ epoch }: Claim) => epoch * perClaim + 1;
const heldElsewhere = () => new Refusal(elsewhere, 'Another media node holds this room.');
const isAway = (error: unknown) => error instanceof Refusal && error.code === 'unavailable';
