import { describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { createKeyedQueue } from '#platform/keyed-queue.ts';
import { silentLog } from '#platform/log.ts';
import type { Task, Work } from '#platform/work/work.ts';
import { createTaskHandlers, createTasks } from './tasks.ts';

const now = () => 1_000_000;

function handlersWith(operation: (id: string) => Promise<void>) {
  const scheduled: Task[] = [];
  const work = { schedule: async (task: Task) => void scheduled.push(task) } as Work;
  const handlers = createTaskHandlers({
    work,
    now,
    log: silentLog,
    inOrder: createKeyedQueue(),
    pauses: { firstMs: 1_000, longestMs: 300_000 },
    operations: { charge: operation, payer: operation, webhook: operation },
  });
  const run = (failures: number) =>
    handlers.charge({
      key: 'charge:1',
      kind: 'charge',
      dueAt: 0,
      attempt: 1,
      payload: { id: '1', failures },
    });
  return { run, scheduled, work };
}

const away = () => Promise.reject(new Refusal('unavailable', 'Stripe is away.'));

describe("billing's tasks", () => {
  it('come back with growing pauses for as long as payments are away, and never die of it', async () => {
    const { run, scheduled } = handlersWith(away);
    for (let failures = 0; failures < 40; failures += 1) await run(failures);
    const pauses = scheduled.map(({ dueAt }) => dueAt - now());
    expect(pauses[0]).toBeLessThanOrEqual(1_000);
    expect(pauses.every((pause, n) => pause >= Math.min(300_000, 1_000 * 2 ** n) / 2)).toBe(true);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(300_000);
    expect(scheduled.map(({ payload }) => payload['failures'])).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
  });

  it('leave any other failure to the dead letters', async () => {
    const bug = new Error('a bug');
    const { run, scheduled } = handlersWith(() => Promise.reject(bug));
    await expect(run(0)).rejects.toBe(bug);
    expect(scheduled).toEqual([]);
  });

  it('are one per charge, payer and webhook, due at once', async () => {
    const { work, scheduled } = handlersWith(away);
    const tasks = createTasks({ work, now });
    await tasks.advanceCharge('a');
    await tasks.preparePayer('b');
    await tasks.applyWebhook('c');
    expect(scheduled.map(({ key, dueAt }) => [key, dueAt])).toEqual([
      ['charge:a', now()],
      ['payer:b', now()],
      ['webhook:c', now()],
    ]);
  });

  it('of one charge are done one after the other', async () => {
    let running = 0;
    let most = 0;
    const { run } = handlersWith(async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
    });
    await Promise.all([run(0), run(0), run(0)]);
    expect(most).toBe(1);
  });
});
