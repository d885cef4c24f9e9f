import { describe, expect, it } from 'vitest';
import { atLeast, createRetryWaits } from './retry-waits.ts';

/** The shortest and the longest that chance makes of what is asked. */
const range = (ask: (waits: ReturnType<typeof createRetryWaits>) => number) =>
  [0, 1].map((chance) => ask(createRetryWaits(() => chance)));

describe('the waits of a client that comes back', () => {
  it('begin at once, each at a moment of its own', () => {
    expect(range((waits) => waits.afterLoss())).toEqual([25, 75]);
  });

  it('stay close together while a server is restarted, and not for ever', () => {
    const waits = createRetryWaits(() => 0.5);
    const all = Array.from({ length: 15 }, () => waits.afterFailure('answered'));
    expect(all).toEqual([100, 200, ...Array<number>(11).fill(250), 2_000, 2_000]);
  });

  it('double where no answer comes, from nothing to the whole of it by chance', () => {
    const [shortest, longest] = [0, 1].map((chance) => {
      const waits = createRetryWaits(() => chance);
      return Array.from({ length: 6 }, () => waits.afterFailure('given up'));
    });
    expect(shortest).toEqual([0, 0, 0, 0, 0, 0]);
    expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  });

  it('begin anew once a connection stood', () => {
    const waits = createRetryWaits(() => 1);
    waits.afterFailure('given up');
    waits.afterFailure('answered');
    waits.reset();
    expect(waits.afterFailure('given up')).toBe(2_000);
    expect(waits.afterFailure('answered')).toBe(150);
  });

  it('are never shorter than what the server asked for', () => {
    expect([0, 1].map((chance) => atLeast(4_000, () => chance))).toEqual([4_000, 5_000]);
  });
});
