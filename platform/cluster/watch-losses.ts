import type { Now } from '#platform/clock.ts';
import type { Cluster } from './cluster.ts';

/** Which processes of a kind are gone, as far as this process knows. */
export type Losses = {
  /**
   * When that process was lost: its row expired or was removed, or another process has its name. One that was gone before
   * this watch began counts as lost then. Nothing while it lives, and while nobody of its kind was seen yet.
   */
  lostAt(instanceId: string): number | undefined;
  close(): void;
};

type Deps = {
  cluster: Pick<Cluster, 'watch'>;
  kind: string;
  now: Now;
  /** Called once for each process that is lost. */
  onLost?: (instanceId: string) => void;
};

const mostRemembered = 1_000;

/** Watches the processes of a kind for those that end without a word, and with them what they held. */
export function watchLosses({ cluster, kind, now, onLost }: Deps): Losses {
  const beganAt = now();
  const alive = new Map<string, string>();
  const lost = new Map<string, number>();
  let isAnyKnown = false;

  function lose(instanceId: string | undefined): void {
    if (instanceId === undefined) return;
    lost.set(instanceId, now());
    if (lost.size > mostRemembered) lost.delete(lost.keys().next().value ?? '');
    onLost?.(instanceId);
  }

  const close = cluster.watch(kind, ({ nodeId, instanceId }, change) => {
    const before = alive.get(nodeId);
    if (change === 'written') {
      isAnyKnown = true;
      alive.set(nodeId, instanceId);
      if (before !== instanceId) lose(before);
    } else if (alive.delete(nodeId)) lose(before);
  });

  return {
    lostAt(instanceId) {
      const isAlive = [...alive.values()].includes(instanceId);
      if (isAlive || !isAnyKnown) return undefined;
      return lost.get(instanceId) ?? beganAt;
    },
    close,
  };
}
