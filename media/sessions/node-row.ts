import type { LiveNode } from '#contracts/call/live.ts';
import { MediaNode, type RoomPlace } from '#contracts/call/place.ts';
import type { TenantId } from '#contracts/ids.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import type { Now } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { RoomLeases } from '../leases/room-leases.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { watchers } from './session-feed.ts';

type Deps = {
  pool: WorkerPool;
  cluster: Cluster;
  announce: Announcer;
  leases: Pick<RoomLeases, 'renew'>;
  place: RoomPlace;
  region: string;
  now: Now;
  log: Log;
};

/** A node whose row is older than this is gone. */
const rowMs = 1_000;
const writeMs = 400;
/** Every so many rows the load is measured anew and told to those who watch. */
const measureEvery = 5;
/** Every so many rows the claims on the rooms are prolonged. */
const renewEvery = 12;

/** This node's row in the cluster: its workers and their load. While it is written, the node's rooms are its own. */
export class NodeRow {
  readonly #deps: Deps;
  /** The tenants whose admins have asked to watch. */
  readonly #watching = new Set<TenantId>();
  #timer: NodeJS.Timeout | undefined;
  #rows = 0;
  #writtenAt = 0;
  #isDraining = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    await this.#write();
    this.#timer = setInterval(() => {
      this.#write().catch((err: unknown) => this.#deps.log.warn({ err }, 'the node row was not written'));
    }, writeMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const { cluster, place, log } = this.#deps;
    const { nodeId, instanceId } = place;
    await cluster.removeNode({ kind: 'media', nodeId, instanceId }).catch((err: unknown) => {
      log.info({ err }, 'the node row was not removed and will expire');
    });
  }

  /** From now on no new room is sent here. */
  async drain(): Promise<void> {
    await this.#sayDraining(true);
  }

  async resume(): Promise<void> {
    await this.#sayDraining(false);
  }

  async #sayDraining(isDraining: boolean): Promise<void> {
    this.#isDraining = isDraining;
    await this.#write();
    this.#tell(liveNodeOf(this.#describe()));
  }

  /** Every media node, and from now on the changes of this one for that tenant. */
  async watch(tenantId: TenantId): Promise<LiveNode[]> {
    this.#watching.add(tenantId);
    const rows = await this.#deps.cluster.nodes('media');
    return rows.flatMap(({ data }) => {
      const node = MediaNode.safeParse(data);
      return node.success ? [liveNodeOf(node.data)] : [];
    });
  }

  async #write(): Promise<void> {
    const { cluster, leases, place, now } = this.#deps;
    const { nodeId, instanceId } = place;
    const row = this.#rows++;
    if (row % measureEvery === 0) this.#measure();
    const node = this.#describe();
    await cluster.writeNode({ kind: 'media', nodeId, instanceId, updatedAt: now(), data: node }, rowMs);
    // Frozen or cut off for longer than the row lasted: others may have taken the rooms.
    const before = this.#writtenAt;
    this.#writtenAt = now();
    if (this.#writtenAt - before > rowMs || row % renewEvery === 0) await leases.renew(before);
  }

  /** Nothing waits for it: a worker that hangs must not make the node look dead. */
  #measure(): void {
    const { pool, log } = this.#deps;
    Promise.allSettled(pool.workers.map((worker) => worker.measure())).then(
      () => this.#tell(liveNodeOf(this.#describe())),
      (err: unknown) => log.warn({ err }, 'the load was not told'),
    );
  }

  #tell(node: LiveNode): void {
    for (const tenantId of this.#watching)
      this.#deps.announce.tell(SessionsSocket, { tenantId, rooms: [watchers] }, 'node:changed', node);
  }

  #describe(): MediaNode {
    const { pool, place, region, now } = this.#deps;
    const workers = pool.workers.map(({ pid, rooms, consumers, cpu }) => ({ pid, rooms, consumers, cpu }));
    return { ...place, region, isDraining: this.#isDraining, updatedAt: now(), workers };
  }
}

function liveNodeOf({ nodeId, region, isDraining, updatedAt, workers }: MediaNode): LiveNode {
  return { nodeId, region, isDraining, updatedAt, workers };
}
