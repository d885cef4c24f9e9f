import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { silentLog } from '#platform/log.ts';
import { ConfigurationError } from '#platform/settings.ts';
import { keepRow } from './keep-row.ts';
import { createMemoryCluster } from './memory-cluster.ts';

describe("a process's row", () => {
  const now = () => Date.now();
  beforeEach(
    () =>
      void vi.useFakeTimers({
        toFake: ['Date', 'setTimeout', 'setInterval', 'clearInterval', 'performance'],
      }),
  );
  afterEach(() => void vi.useRealTimers());

  function setUp() {
    const cluster = createMemoryCluster({ now, log: silentLog });
    let isAway = false;
    const written: number[] = [];
    const reached: Pick<typeof cluster, 'writeNode' | 'removeNode'> = {
      async writeNode(row, ttlMs) {
        if (isAway) throw new Refusal('unavailable', 'The cluster is away.');
        await cluster.writeNode(row, ttlMs);
        written.push(now());
      },
      async removeNode(name) {
        if (isAway) throw new Refusal('unavailable', 'The cluster is away.');
        await cluster.removeNode(name);
      },
    };
    let taken = 0;
    const row = (instanceId: string) =>
      keepRow({
        cluster: reached,
        kind: 'process',
        nodeId: 'chat-1',
        instanceId,
        onTaken: () => taken++,
        now,
        log: silentLog,
      });
    const holder = async () => (await cluster.nodes('process')).map(({ instanceId }) => instanceId);
    const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
    const setAway = (away: boolean) => {
      isAway = away;
    };
    return { row, holder, pass, written, setAway, taken: () => taken };
  }

  it('lives for as long as the process, and goes with it', async () => {
    const { row, holder, pass } = setUp();
    const kept = row('first');
    await kept.start();
    await pass(60_000);
    expect(await holder()).toEqual(['first']);
    await kept.stop();
    expect(await holder()).toEqual([]);
    await pass(5_000);
    expect(await holder()).toEqual([]);
  });

  it('is refused to a second process of the same name, with what to do', async () => {
    const { row, holder, pass } = setUp();
    await row('first').start();
    const second = row('second')
      .start()
      .catch((error: unknown) => error);
    await pass(5_000);
    const error = await second;
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ problems: [expect.stringContaining('BEDSIDE_NODE_ID')] });
    expect(await holder()).toEqual(['first']);
  });

  it('waits for the row of a process that was killed', async () => {
    const { row, holder, pass, setAway } = setUp();
    const killed = row('first');
    await killed.start();
    setAway(true);
    await killed.stop();
    setAway(false);
    const second = row('second').start();
    await pass(2_500);
    await second;
    expect(await holder()).toEqual(['second']);
  });

  it('says once that another has the name, and takes nothing back', async () => {
    const { row, holder, pass, setAway, taken } = setUp();
    await row('frozen').start();
    setAway(true);
    await pass(3_000);
    expect(taken()).toBe(0);
    setAway(false);
    await row('next').start();
    await pass(10_000);
    expect(taken()).toBe(1);
    expect(await holder()).toEqual(['next']);
  });

  it('is written again when the cluster is back', async () => {
    const { row, holder, pass, setAway } = setUp();
    await row('first').start();
    setAway(true);
    await pass(60_000);
    expect(await holder()).toEqual([]);
    setAway(false);
    await pass(700);
    expect(await holder()).toEqual(['first']);
  });
});
