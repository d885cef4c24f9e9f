import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Now } from '#platform/clock.ts';
import type { Cluster, NodeChange, NodeRow } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';

type Deps = {
  cluster: Cluster;
  /** The name of this process. */
  self: string;
  now: Now;
  log: Log;
  tuning: { leaseMs: number; beatMs: number };
  /** The groups that this process listens in. */
  groups: () => readonly string[];
  /** Called on each beat, and when a process or a group of one has come or gone. */
  onBeat: () => void;
};

const kind = 'bus';
const Told = z.object({ groups: z.array(z.string()), givenBack: z.number() });

/** Which processes listen in which groups, told by each in a row of its own. */
export class Members {
  readonly #deps: Deps;
  readonly #others = new Map<string, z.infer<typeof Told>>();
  readonly #beat: NodeJS.Timeout;
  readonly #endWatch: () => void;
  /** How many partitions this process has given back: whoever sees it count looks whether one is for him. */
  #givenBack = 0;
  #isClosed = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#endWatch = deps.cluster.watch(kind, (row, change) => this.#note(row, change));
    this.#beat = setInterval(() => void this.#tellAndLook(), deps.tuning.beatMs).unref();
  }

  /** Everybody who listens in a group, this process included. */
  of(group: string): string[] {
    const others = [...this.#others].filter(([, told]) => told.groups.includes(group));
    return [this.#deps.self, ...others.map(([name]) => name)].toSorted();
  }

  /** Writes the row of this process now. Never rejects: the next beat writes it again. */
  async tell(): Promise<void> {
    const { cluster, self, now, tuning, log, groups } = this.#deps;
    if (this.#isClosed) return;
    const givenBack = this.#givenBack;
    const row = {
      kind,
      nodeId: self,
      instanceId: self,
      updatedAt: now(),
      data: { groups: groups(), givenBack },
    };
    try {
      await cluster.writeNode(row, tuning.leaseMs);
    } catch (err) {
      log.warn({ err }, 'the groups of this process could not be told');
    }
  }

  tellGivenBack(): Promise<void> {
    this.#givenBack++;
    return this.tell();
  }

  /** Never rejects: the row expires by itself. */
  async close(): Promise<void> {
    const { cluster, self, log } = this.#deps;
    this.#isClosed = true;
    clearInterval(this.#beat);
    this.#endWatch();
    try {
      await cluster.removeNode({ kind, nodeId: self, instanceId: self });
    } catch (err) {
      log.warn({ err }, 'the groups of this process are known until their row expires');
    }
  }

  async #tellAndLook(): Promise<void> {
    await this.tell();
    this.#deps.onBeat();
  }

  #note({ nodeId, data }: NodeRow, change: NodeChange): void {
    if (nodeId === this.#deps.self) return;
    const before = this.#others.get(nodeId);
    const told = change === 'written' ? Told.safeParse(data).data : undefined;
    if (told) this.#others.set(nodeId, told);
    else this.#others.delete(nodeId);
    if (!isDeepStrictEqual(before, told)) this.#deps.onBeat();
  }
}
