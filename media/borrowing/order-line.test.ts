import { describe, expect, it } from 'vitest';
import { LoanId, type LoanOrder } from '#contracts/rpc/lending.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid } from '#platform/clock.ts';
import { OrderLine } from './order-line.ts';

const loanId = LoanId.parse(newUuid());
const close = (): LoanOrder => ({ order: 'source:close', producerId: newUuid() });
const open = (): LoanOrder => ({
  order: 'source:open',
  producerId: newUuid(),
  kind: 'audio',
  rtpParameters: {},
  isPaused: false,
});
const pause = (consumerId: string): LoanOrder => ({ order: 'consumer:pause', consumerId, isPaused: true });

type Call = { count: number; orders: LoanOrder[] };

function setUp(answer: (call: Call, at: number) => void = () => undefined) {
  const calls: Call[] = [];
  let gone = 0;
  const line = new OrderLine({
    loanId,
    lender: {
      'loan:order': async ({ count, orders }) => {
        calls.push({ count, orders });
        answer({ count, orders }, calls.length);
        return { outcomes: orders.map(() => ({ done: {} })) };
      },
    },
    onGone: () => gone++,
  });
  return { line, calls, gone: () => gone };
}
const refused = (code: string) => () => {
  throw new Refusal(code, 'No.');
};

describe('orders to a loan', () => {
  it('go together in one call, in their order, and what comes meanwhile in the next', async () => {
    const { line, calls } = setUp();
    await Promise.all(['a', 'b', 'c'].map((id) => line.send(pause(id))));
    await line.send(pause('d'));
    expect(calls.map(({ count }) => count)).toEqual([1, 2]);
    expect(calls[0]?.orders.map((order) => 'consumerId' in order && order.consumerId)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('are said again as the same call until they are heard', async () => {
    const { line, calls } = setUp((_call, at) => {
      if (at === 1) refused('unavailable')();
      if (at === 2) refused('deadline_exceeded')();
    });
    await line.send(close());
    await line.send(close());
    expect(calls.map(({ count }) => count)).toEqual([1, 1, 1, 2]);
    expect(calls[2]?.orders).toEqual(calls[0]?.orders);
  });

  it('are spread over calls, of those that may be long but a few in each', async () => {
    const { line, calls } = setUp();
    await Promise.all(
      [...Array.from({ length: 250 }, close), ...Array.from({ length: 20 }, open)].map((one) =>
        line.send(one),
      ),
    );
    const sizes = calls.map(({ orders }) => orders.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(270);
    expect(Math.max(...sizes)).toBe(200);
    const long = calls.map(({ orders }) => orders.filter(({ order }) => order === 'source:open').length);
    expect(Math.max(...long)).toBeLessThanOrEqual(8);
  });

  it('are refused when the loan is over, those that wait too, and it is told once', async () => {
    const { line, gone } = setUp(refused('loan_gone'));
    const sent = [line.send(close()), line.send(close())];
    for (const one of sent) await expect(one).rejects.toMatchObject({ code: 'unavailable' });
    expect(gone()).toBe(1);
    line.close();
    await expect(line.send(close())).rejects.toMatchObject({ code: 'unavailable' });
    expect(gone()).toBe(1);
  });

  it('are given up while nobody answers only when the line is closed', async () => {
    const { line, gone, calls } = setUp(refused('unavailable'));
    const sent = line.send(close());
    const late = line.send(close());
    await new Promise((resolve) => setImmediate(resolve));
    line.close();
    await expect(sent).rejects.toMatchObject({ code: 'unavailable' });
    await expect(late).rejects.toMatchObject({ code: 'unavailable' });
    expect(gone()).toBe(0);
    expect(new Set(calls.map(({ count }) => count))).toEqual(new Set([1]));
  });

  it('say of what is gone that it is gone', async () => {
    const line = new OrderLine({
      loanId,
      lender: { 'loan:order': async () => ({ outcomes: [{}] }) },
      onGone: () => undefined,
    });
    await expect(line.send(close())).rejects.toMatchObject({ code: 'unavailable' });
  });
});
