import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { silentLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createBreaker } from './breaker.ts';
import { createBulkhead } from './bulkhead.ts';
import { createRetry } from './retry.ts';

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
const unavailable = () => Promise.reject(new Refusal('unavailable', 'Gone.'));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('createRetry', () => {
  async function triesOf(error: Error, signal?: AbortSignal): Promise<[tries: number, code: string]> {
    let tries = 0;
    const retry = createRetry({ target: 'chat', metrics: createMetrics(), retries: 2 });
    const work = () => {
      tries++;
      return Promise.reject(error);
    };
    const code = codeOf(retry(work, signal));
    await vi.runAllTimersAsync();
    return [tries, await code];
  }

  it('tries again what was unavailable, and gives its refusal in the end', async () => {
    expect(await triesOf(new Refusal('unavailable', 'Gone.'))).toEqual([3, 'unavailable']);
  });

  it('does not try again a plain no, a bug, a missed deadline, or when told when to come back', async () => {
    expect(await triesOf(new Refusal('not_found', 'No.'))).toEqual([1, 'not_found']);
    expect(await triesOf(new Error('bug'))).toEqual([1, 'Error: bug']);
    expect(await triesOf(new Refusal('deadline_exceeded', 'Slow.'))).toEqual([1, 'deadline_exceeded']);
    const later = new Refusal('unavailable', 'Gone.', { retryAfterMs: 500 });
    expect(await triesOf(later)).toEqual([1, 'unavailable']);
  });

  it('stops when nobody waits any more', async () => {
    expect((await triesOf(new Refusal('unavailable', 'Gone.'), AbortSignal.abort()))[0]).toBe(1);
  });
});

describe('createBreaker', () => {
  function setUp() {
    const metrics = createMetrics();
    return {
      metrics,
      breaker: createBreaker({ target: 'chat', metrics, log: silentLog, failures: 3, firstPauseMs: 100 }),
    };
  }

  it('opens after failures in a row, asks one call later, and closes when that succeeds', async () => {
    const { breaker, metrics } = setUp();
    for (let call = 0; call < 3; call++) await codeOf(breaker(unavailable));
    let asked = 0;
    const succeed = async () => ++asked;
    expect(await codeOf(breaker(succeed))).toBe('unavailable');
    expect(asked).toBe(0);
    expect(await metrics.text()).toContain('bedside_breakers_open{target="chat"} 1');

    await vi.advanceTimersByTimeAsync(1_000);
    expect(await codeOf(breaker(succeed))).toBe('done');
    expect(await codeOf(breaker(succeed))).toBe('done');
    expect(asked).toBe(2);
    expect(await metrics.text()).toContain('bedside_breakers_open{target="chat"} 0');
  });

  it('is not opened by refusals that are answers, nor by bugs', async () => {
    const { breaker } = setUp();
    for (let call = 0; call < 9; call++) {
      await codeOf(breaker(() => Promise.reject(new Refusal('not_permitted', 'No.'))));
      await codeOf(breaker(() => Promise.reject(new Error('bug'))));
    }
    expect(await codeOf(breaker(async () => 1))).toBe('done');
  });
});

describe('createBulkhead', () => {
  it('lets so many in, so many wait, and refuses the rest', async () => {
    const metrics = createMetrics();
    const bulkhead = createBulkhead({ target: 'stripe', limit: 2, queue: 1, metrics });
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => ends.push(resolve));
    const codes = [1, 2, 3, 4].map(() => codeOf(bulkhead(work)));
    expect(ends).toHaveLength(2);
    expect(await codes[3]).toBe('unavailable');
    for (const end of ends) end();
    await vi.waitFor(() => expect(ends).toHaveLength(3));
    ends[2]?.();
    expect(await Promise.all(codes.slice(0, 3))).toEqual(['done', 'done', 'done']);
    expect(await metrics.text()).toContain('bedside_bulkhead_refused_total{target="stripe"} 1');
    expect(await codeOf(bulkhead(() => Promise.reject(new Error('bug'))))).toBe('Error: bug');
  });
});
