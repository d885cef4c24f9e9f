import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { clusterSuite } from './cluster.suite.ts';
import { createMemoryCluster } from './memory-cluster.ts';

const settings = { name: 'room:v1', holder: 'a', value: 'media-1', ttlMs: 1_000 };

clusterSuite('in memory', async () => {
  let time = 1_000;
  const cluster = createMemoryCluster({ now: () => time, log: silentLog });
  const pass = async (ms: number) => {
    time += ms;
    cluster.sweep();
  };
  return { one: cluster, two: cluster, pass };
});

describe('createMemoryCluster', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts epochs on after a restart', async () => {
    let time = 1_000;
    const before = createMemoryCluster({ now: () => time, log: silentLog });
    let epoch = 0;
    for (let turn = 0; turn < 5; turn++) {
      const lease = await before.acquire(settings);
      if (lease) await before.release(lease);
      epoch = lease?.epoch ?? 0;
    }
    time += 100;
    const after = createMemoryCluster({ now: () => time, log: silentLog });
    expect((await after.acquire(settings))?.epoch).toBeGreaterThan(epoch);
    await Promise.all([before.close(), after.close()]);
  });

  it('tells of expired rows by itself, and leaves no timer behind', async () => {
    const told: string[] = [];
    const cluster = createMemoryCluster({ now: () => Date.now(), log: silentLog, sweepEveryMs: 100 });
    cluster.watch('media', (_, change) => told.push(change));
    await cluster.writeNode(
      { kind: 'media', nodeId: 'm1', instanceId: 'first', updatedAt: 1, data: {} },
      500,
    );
    vi.advanceTimersByTime(700);
    expect(told).toEqual(['written', 'expired']);
    await cluster.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
