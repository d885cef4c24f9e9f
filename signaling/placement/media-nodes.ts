import { EventEmitter, once } from 'node:events';
import { MediaNode } from '#contracts/call/place.ts';
import type { Cluster, NodeRow } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { HoldLifeline, Lifeline } from '#platform/rpc/http/lifeline.ts';

type Deps = { cluster: Pick<Cluster, 'nodes' | 'watch'>; holdLifeline: HoldLifeline; log: Log };

/**
 * The media nodes as this signaling node knows them. A node is lost when its row expires, or at once when the
 * connection that is held open to it closes and it takes no other. What was known outlasts an absence of the cluster.
 */
export class MediaNodes extends EventEmitter<{ lost: [MediaNode] }> {
  readonly #deps: Deps;
  readonly #nodes = new Map<string, MediaNode>();
  readonly #lifelines = new Map<string, Lifeline>();
  #unwatch: (() => void) | undefined;

  constructor(deps: Deps) {
    super();
    this.setMaxListeners(0);
    this.#deps = deps;
  }

  async start(): Promise<void> {
    const { cluster } = this.#deps;
    const told = new Set<string>();
    this.#unwatch = cluster.watch('media', (row, change) => {
      told.add(row.nodeId);
      if (change === 'written') this.#note(row);
      else this.#loseNode(row.nodeId, change);
    });
    // What the watch has told meanwhile is newer: a node may be gone.
    for (const row of await cluster.nodes('media')) if (!told.has(row.nodeId)) this.#note(row);
  }

  stop(): void {
    this.#unwatch?.();
    for (const lifeline of this.#lifelines.values()) lifeline.close();
    this.#lifelines.clear();
  }

  get alive(): MediaNode[] {
    return [...this.#nodes.values()];
  }

  isAlive(instanceId: string): boolean {
    return this.alive.some((node) => node.instanceId === instanceId);
  }

  /** Resolves when that process is lost; at once when it is not known to live. */
  async whenLost(instanceId: string, signal: AbortSignal): Promise<void> {
    while (this.isAlive(instanceId)) await once(this, 'lost', { signal });
  }

  #note(row: NodeRow): void {
    const parsed = MediaNode.safeParse(row.data);
    if (!parsed.success)
      return this.#deps.log.warn({ nodeId: row.nodeId }, 'the row of a media node is not readable');
    const node = parsed.data;
    const before = this.#nodes.get(node.nodeId);
    if (before && before.instanceId !== node.instanceId) this.#loseNode(node.nodeId, 'restarted');
    this.#nodes.set(node.nodeId, node);
    if (!this.#lifelines.has(node.instanceId)) this.#hold(node);
  }

  #hold({ nodeId, instanceId, address }: MediaNode): void {
    const lifeline = this.#deps.holdLifeline({
      address,
      service: 'media',
      onLost: () => {
        if (this.#nodes.get(nodeId)?.instanceId === instanceId) this.#loseNode(nodeId, 'cut');
      },
    });
    this.#lifelines.set(instanceId, lifeline);
  }

  #loseNode(nodeId: string, why: string): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    this.#nodes.delete(nodeId);
    this.#lifelines.get(node.instanceId)?.close();
    this.#lifelines.delete(node.instanceId);
    this.#deps.log.warn({ mediaNode: nodeId, why }, 'a media node is lost');
    this.emit('lost', node);
  }
}
