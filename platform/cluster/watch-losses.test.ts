import { describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createMemoryCluster } from './memory-cluster.ts';
import { watchLosses } from './watch-losses.ts';

function setUp() {
  const clock = { at: 1_000_000 };
  const cluster = createMemoryCluster({ now: () => clock.at, log: silentLog });
  const told: string[] = [];
  const watch = () =>
    watchLosses({ cluster, kind: 'signaling', now: () => clock.at, onLost: (one) => told.push(one) });
  const write = (nodeId: string, instanceId: string) =>
    cluster.writeNode({ kind: 'signaling', nodeId, instanceId, updatedAt: clock.at, data: {} }, 1_000);
  const pass = (ms: number) => {
    clock.at += ms;
    cluster.sweep();
  };
  return { clock, cluster, told, watch, write, pass };
}

describe('the watch for lost processes', () => {
  it('tells once of each whose row expires, and since when', async () => {
    const { watch, write, pass, told } = setUp();
    const losses = watch();
    const [gone, alive] = [newUuid(), newUuid()];
    await Promise.all([write('one', gone), write('two', alive)]);
    expect([losses.lostAt(gone), losses.lostAt(alive)]).toEqual([undefined, undefined]);
    pass(900);
    await write('two', alive);
    pass(900);
    expect(told).toEqual([gone]);
    expect([losses.lostAt(gone), losses.lostAt(alive)]).toEqual([1_001_800, undefined]);
    losses.close();
    pass(5_000);
    expect(told).toEqual([gone]);
  });

  it('takes a process for lost whose name another has, and one that left', async () => {
    const { watch, write, cluster, told, pass } = setUp();
    watch();
    const [first, second] = [newUuid(), newUuid()];
    await write('one', first);
    await cluster.removeNode({ kind: 'signaling', nodeId: 'one', instanceId: first });
    await write('one', second);
    expect(told).toEqual([first]);
    pass(2_000);
    await write('one', first);
    expect(told).toEqual([first, second]);
  });

  it('counts who was gone before from its own beginning, once it knows anybody', async () => {
    const { watch, write, pass } = setUp();
    pass(10);
    const losses = watch();
    const before = newUuid();
    expect(losses.lostAt(before)).toBeUndefined();
    pass(500);
    await write('one', newUuid());
    expect(losses.lostAt(before)).toBe(1_000_010);
  });
});
