import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { ConfigurationError } from '#platform/settings.ts';
import type { Cluster, NodeName } from './cluster.ts';

type Deps = NodeName & {
  cluster: Pick<Cluster, 'writeNode' | 'removeNode'>;
  /** What the row tells; asked anew for each writing. */
  describe?: () => Record<string, unknown>;
  /** Another process has taken the name while this one was frozen or cut off. */
  onTaken?: () => void;
  rowMs?: number;
  writeMs?: number;
  now: Now;
  log: Log;
};

export type KeptRow = { start(): Promise<void>; write(): Promise<void>; stop(): Promise<void> };

/**
 * Keeps this process's row in the cluster while it lives. The start waits until the row of an earlier process of the same
 * name has expired; it throws a `ConfigurationError` when that one lives.
 */
export function keepRow(deps: Deps): KeptRow {
  const { cluster, kind, nodeId, instanceId, describe, onTaken, now, log } = deps;
  const { rowMs = 2_000, writeMs = 600 } = deps;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const write = () =>
    cluster.writeNode({ kind, nodeId, instanceId, updatedAt: now(), data: describe?.() ?? {} }, rowMs);

  async function claim(): Promise<void> {
    // The clock that counts is the cluster's; this only has to be longer.
    const endsAt = performance.now() + rowMs + 1_000;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (!isConflict(error)) throw error;
        if (performance.now() > endsAt) throw isTaken(nodeId);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  return {
    write,
    async start() {
      await claim();
      timer = setInterval(() => {
        writing = write().catch((err: unknown) => {
          log.warn({ kind, nodeId, err }, 'the row was not written');
          if (!isConflict(err)) return;
          // It is lost for good: whoever has the name now keeps it.
          clearInterval(timer);
          onTaken?.();
        });
      }, writeMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      // One that is under way would write it again after it was removed.
      await writing;
      await cluster.removeNode({ kind, nodeId, instanceId }).catch((err: unknown) => {
        log.info({ kind, nodeId, err }, 'the row was not removed and will expire');
      });
    },
  };
}

const isConflict = (error: unknown) => error instanceof Refusal && error.code === 'conflict';

const isTaken = (nodeId: string) =>
  new ConfigurationError([
    `Another process is called ${nodeId}: give each its own name, as in BEDSIDE_NODE_ID=media-2.`,
  ]);
