import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import type { Store } from '#platform/store/store.ts';
import { type Clock, createClock } from '../../test/kit/clock.ts';
import { until } from '../../test/kit/until.ts';
import { createWork } from './create-work.ts';
import type { Timers } from './timers.ts';
import type { WorkTuning } from './work-tuning.ts';

type Open = (now: () => number) => Promise<Store>;

/** What durable work promises, on any store. */
export function workSuite(name: string, openStore: Open): void {
  describe(`work on ${name}`, () => {
    let clock: Clock;
    let store: Store;
    beforeEach(async () => {
      clock = createClock();
      store = await openStore(clock.now);
    });
    afterEach(() => store.close());

    const create = (tuning: Partial<WorkTuning> = {}, timers: Timers = clock.timers) =>
      createWork({
        store,
        now: clock.now,
        newId: newUuid,
        log: silentLog,
        random: () => 1,
        timers,
        tuning,
      });
    const task = (key: string, afterMs: number, payload = {}) => ({
      key,
      kind: 'ring',
      dueAt: clock.now() + afterMs,
      payload,
    });
    /** Moves time on until the condition holds, a step at a time, so that reads and writes between timers can end. */
    const pass = async (stepMs: number, condition: () => unknown) => {
      await until(async () => {
        if (await condition()) return true;
        clock.advance(stepMs);
        return false;
      });
    };

    it('does at once what a dead process had begun, where the store is its own', async () => {
      const first = await create();
      const begun: string[] = [];
      // The handler never ends: its process is taken away in the middle.
      await first.start({ ring: ({ key }) => (begun.push(key), new Promise(() => undefined)) });
      await first.schedule(task('a', 0));
      await pass(1, () => begun.length === 1);
      const rung: number[] = [];
      const tools = { now: clock.now, newId: newUuid, log: silentLog, random: () => 1, timers: clock.timers };
      const second = await createWork({ store, ...tools, isStoreOwn: true });
      await second.start({ ring: async ({ attempt }) => void rung.push(attempt) });
      await until(() => rung.length === 1);
      expect(rung).toEqual([2]);
      await second.stop();
    });

    it('does nothing before its time, and then once, with its payload', async () => {
      const work = await create();
      const rung: unknown[] = [];
      await work.start({ ring: async (one) => void rung.push(one) });
      await work.schedule(task('a', 5_000, { bell: 1 }));
      const dueAt = clock.now() + 5_000;
      await until(() => clock.nextAt() === dueAt);
      clock.advance(4_999);
      expect(rung).toEqual([]);
      clock.advance(1);
      await until(() => rung.length === 1);
      expect(rung).toEqual([{ key: 'a', kind: 'ring', dueAt, payload: { bell: 1 }, attempt: 1 }]);
      await work.stop();
      clock.advance(3_600_000);
      const again = await create();
      await again.start({ ring: async (one) => void rung.push(one) });
      await until(() => Number.isFinite(clock.nextAt()));
      await again.stop();
      expect(rung).toHaveLength(1);
    });

    it('keeps the first of one key, and moves it when told to replace', async () => {
      const work = await create();
      const rung: unknown[] = [];
      await work.schedule(task('a', 1_000, { n: 1 }));
      await work.schedule(task('a', 2_000, { n: 2 }));
      await work.schedule(task('b', 1_000, { n: 3 }));
      await work.schedule(task('b', 2_000, { n: 4 }), { replace: true });
      await work.start({ ring: async ({ payload }) => void rung.push(payload['n']) });
      await pass(100, () => rung.length === 2);
      expect(rung).toEqual([1, 4]);
      await work.stop();
    });

    it('does not do what was cancelled', async () => {
      const work = await create();
      const rung: string[] = [];
      await work.start({ ring: async ({ key }) => void rung.push(key) });
      await work.schedule(task('a', 1_000));
      await work.schedule(task('b', 1_001));
      await work.cancel('a');
      await work.cancel('never there');
      await pass(500, () => rung.length > 0);
      expect(rung).toEqual(['b']);
      await work.stop();
    });

    it('does after a new start what was scheduled before', async () => {
      const before = await create();
      await before.schedule(task('a', 1_000));
      clock.advance(10_000);
      const rung: string[] = [];
      const after = await create();
      await after.start({ ring: async ({ key }) => void rung.push(key) });
      await until(() => rung.length === 1);
      await after.stop();
    });

    it('tries again with growing waits, then lists it as dead until it is revived', async () => {
      const work = await create({ tries: 3, firstRetryMs: 1_000 });
      const at: number[] = [];
      let isWell = false;
      const startedAt = clock.now();
      await work.start({
        ring: async ({ attempt }) => {
          at.push(clock.now() - startedAt);
          if (!isWell) throw new Error(`attempt ${attempt} failed`);
        },
      });
      await work.schedule(task('a', 0));
      await pass(100, async () => (await work.deadTasks()).length === 1);
      expect(at).toHaveLength(3);
      expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(1_000);
      expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(2_000);
      expect(await work.deadTasks()).toMatchObject([{ key: 'a', reason: 'attempt 3 failed' }]);
      isWell = true;
      await work.revive('a');
      await pass(1, () => at.length === 4);
      await work.stop();
      expect(await work.deadTasks()).toEqual([]);
    });

    it('lets a handler put its own next run in its place', async () => {
      const work = await create();
      let runs = 0;
      await work.start({
        ring: async () => {
          runs++;
          if (runs < 3) await work.schedule(task('a', 60_000), { replace: true });
        },
      });
      await work.schedule(task('a', 0));
      await pass(1_000, () => runs === 3);
      await work.stop();
    });

    it('gives a task to one worker only, and to another when its lease ends', async () => {
      const done: string[] = [];
      // As if its process had stopped: its timers never ring again.
      const stuck = await create({ leaseMs: 5_000 }, () => () => undefined);
      const other = await create({ leaseMs: 5_000 });
      const never = new Promise<void>(() => undefined);
      await stuck.schedule(task('a', 0));
      await stuck.start({
        ring: async () => {
          done.push('stuck');
          await never;
        },
      });
      await until(() => done.length === 1);
      await other.start({ ring: async () => void done.push('other') });
      await pass(100, () => done.length === 2);
      expect(done).toEqual(['stuck', 'other']);
      await other.stop();
    });

    it('ends an attempt at its deadline', async () => {
      const work = await create({ leaseMs: 50, tries: 1 });
      await work.start({ ring: () => new Promise(() => undefined) });
      await work.schedule(task('a', 0));
      await pass(0, async () => (await work.deadTasks()).length === 1);
      expect((await work.deadTasks())[0]?.reason).toContain('took longer');
      await work.stop();
    });

    it('counts a kind without a handler as a failure', async () => {
      const work = await create({ tries: 1 });
      await work.start({});
      await work.schedule(task('a', 0));
      await pass(1, async () => (await work.deadTasks()).length === 1);
      await work.stop();
    });

    it('does no more at once than told, and everything in the end', async () => {
      const work = await create({ mostAtOnce: 4 });
      let atOnce = 0;
      let most = 0;
      let done = 0;
      await work.start({
        ring: async () => {
          most = Math.max(most, ++atOnce);
          await new Promise(setImmediate);
          atOnce--;
          done++;
        },
      });
      await Promise.all(Array.from({ length: 60 }, (_, n) => work.schedule(task(`t${n}`, n % 3))));
      await pass(1, () => done === 60);
      expect(most).toBe(4);
      await work.stop();
    });

    it('sleeps while nothing is due', async () => {
      const work = await create({ longestSleepMs: 30_000 });
      await work.start({ ring: async () => undefined });
      await until(() => clock.nextAt() === clock.now() + 30_000);
      await work.schedule(task('a', 3_600_000));
      expect(clock.nextAt()).toBe(clock.now() + 30_000);
      await work.stop();
      expect(clock.nextAt()).toBe(Number.POSITIVE_INFINITY);
    });
  });
}
