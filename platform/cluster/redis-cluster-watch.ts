import type { Log } from '#platform/log.ts';
import type { Redis } from '#platform/redis/redis.ts';
import type { NodeChange, NodeListener } from './cluster.ts';
import { type LivingRow, parseStored, type StoredRow } from './redis-cluster-rows.ts';
import { tellWatchers } from './tell-watchers.ts';

type Known = StoredRow & { dueAt: number };
type Deps = { channel: string; redis: Redis; log: Log; list: () => Promise<LivingRow[]> };

/** After Redis was away a node may need so long to be connected and write its row again. */
const backWithinMs = 1_500;

/**
 * The rows of one kind as this process knows them. Changes are told by a channel of Redis; what expires tells nobody, so a row
 * that is due is looked for in Redis, and so is everything after messages may have been missed.
 */
export class NodeWatch {
  readonly #deps: Deps;
  readonly #listeners = new Set<NodeListener>();
  readonly #known = new Map<string, Known>();
  readonly #endHearing: () => void;
  #isBehind = true;
  #reading: Promise<void> | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#endHearing = deps.redis.hear(deps.channel, {
      onMessage: (message) => this.#onMessage(message),
      onHeard: () => this.noteGap(),
    });
  }

  add(listener: NodeListener): void {
    this.#listeners.add(listener);
    for (const { row } of this.#known.values())
      tellWatchers([listener], { row, change: 'written', log: this.#deps.log });
  }

  /** Says whether nobody watches any more; it is closed then. */
  remove(listener: NodeListener): boolean {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.close();
    return this.#listeners.size === 0;
  }

  close(): void {
    this.#listeners.clear();
    this.#endHearing();
  }

  /** Messages may have been missed, and rows may be gone only because their nodes could not write them. */
  noteGap(): void {
    const from = performance.now() + backWithinMs;
    for (const known of this.#known.values()) known.dueAt = Math.max(known.dueAt, from + known.ttlMs);
    this.#isBehind = true;
  }

  /** Looks into Redis if something is due or may have been missed. Never rejects. */
  async sweep(): Promise<void> {
    if (!this.#isDue()) return this.#reading;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  #isDue(): boolean {
    const moment = performance.now();
    return this.#isBehind || [...this.#known.values()].some(({ dueAt }) => dueAt <= moment);
  }

  async #read(): Promise<void> {
    if (!this.#deps.redis.isOpen) return;
    try {
      this.#isBehind = false;
      this.#compare(await this.#deps.list());
    } catch (err) {
      this.#isBehind = true;
      this.#deps.log.warn({ channel: this.#deps.channel, err }, 'rows of nodes could not be read');
    }
  }

  #compare(living: readonly LivingRow[]): void {
    const moment = performance.now();
    for (const row of living) this.#note(row, moment + row.leftMs);
    const alive = new Set(living.map(({ row }) => row.nodeId));
    for (const [nodeId, { row, dueAt }] of this.#known) {
      if (alive.has(nodeId) || dueAt > moment) continue;
      this.#known.delete(nodeId);
      this.#tell({ row, change: 'expired' });
    }
  }

  #onMessage(message: string): void {
    const change = message.startsWith('written ') ? 'written' : 'removed';
    const stored = parseStored(message.slice(change.length + 1));
    if (change === 'written') return this.#note(stored, performance.now() + stored.ttlMs);
    const known = this.#known.get(stored.row.nodeId);
    if (known === undefined || known.revision > stored.revision) return;
    this.#known.delete(stored.row.nodeId);
    this.#tell({ row: stored.row, change });
  }

  /** What was read may be told once more by a message that comes later. */
  #note(stored: StoredRow, dueAt: number): void {
    const known = this.#known.get(stored.row.nodeId);
    if (known && known.revision >= stored.revision) {
      known.dueAt = Math.max(known.dueAt, dueAt);
      return;
    }
    this.#known.set(stored.row.nodeId, { ...stored, dueAt });
    this.#tell({ row: stored.row, change: 'written' });
  }

  #tell(news: { row: StoredRow['row']; change: NodeChange }): void {
    tellWatchers(this.#listeners, { ...news, log: this.#deps.log });
  }
}
