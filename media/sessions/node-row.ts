import { LiveNode } from '#contracts/call/live.ts';
import type { NodeId, TenantId } from '#contracts/ids.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import type { Now } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { watchers } from './session-feed.ts';

type Deps = {
  pool: WorkerPool;
  cluster: Cluster;
  announce: Announcer;
  nodeId: NodeId;
  /** New with each start of the process. */
  instanceId: string;
  region: string;
  now: Now;
  log: Log;
};

/** A node whose row is older than this is gone. */
const rowMs = 2_000;
const writeMs = 500;
/** Every so many rows the load is measured anew and told to those who watch. */
const measureEvery = 4;

/** This node's row in the cluster: its workers and their load. */
export class NodeRow {
  readonly #deps: Deps;
  /** The tenants whose admins have asked to watch. */
  readonly #watching = new Set<TenantId>();
  #timer: NodeJS.Timeout | undefined;
  #rows = 0;

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
    const { cluster, nodeId, instanceId } = this.#deps;
    await cluster.removeNode({ kind: 'media', nodeId, instanceId });
  }

  /** Every media node, and from now on the changes of this one for that tenant. */
  async watch(tenantId: TenantId): Promise<LiveNode[]> {
    this.#watching.add(tenantId);
    const rows = await this.#deps.cluster.nodes('media');
    return rows.flatMap(({ data }) => {
      const node = LiveNode.safeParse(data);
      return node.success ? [node.data] : [];
    });
  }

  async #write(): Promise<void> {
    const { pool, cluster, nodeId, instanceId, now } = this.#deps;
    const isTimeToMeasure = this.#rows++ % measureEvery === 0;
    // A worker that dies meanwhile is the pool's business.
    if (isTimeToMeasure) await Promise.allSettled(pool.workers.map((worker) => worker.measure()));
    const node = this.#describe();
    await cluster.writeNode({ kind: 'media', nodeId, instanceId, updatedAt: now(), data: node }, rowMs);
    if (isTimeToMeasure) this.#tell(node);
  }

  #tell(node: LiveNode): void {
    for (const tenantId of this.#watching)
      this.#deps.announce.tell(SessionsSocket, { tenantId, rooms: [watchers] }, 'node:changed', node);
  }

  #describe(): LiveNode {
    const { pool, nodeId, region, now } = this.#deps;
    const workers = pool.workers.map(({ pid, rooms, consumers, cpu }) => ({ pid, rooms, consumers, cpu }));
    return { nodeId, region, isDraining: false, updatedAt: now(), workers };
  }
}
