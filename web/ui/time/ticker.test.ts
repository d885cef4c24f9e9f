import { describe, expect, it } from 'vitest';
import { until } from '../../../test/kit/until.ts';
import { createTicker, tickerOf } from './ticker.ts';

describe('a ticker', () => {
  it('is the same for everybody with the same step, however often it is asked for', () => {
    const { subscribe, read } = tickerOf(7_000);
    expect(tickerOf(7_000)).toMatchObject({ subscribe, read });
    expect(tickerOf(8_000).subscribe).not.toBe(subscribe);
  });

  it('reads as it did until it ticks, so that slow drawing is not drawn for ever', async () => {
    let time = 10_400;
    const ticker = createTicker(20, () => time);
    expect(ticker.read()).toBe(10_400);
    const read: number[] = [];
    const end = ticker.subscribe(() => void read.push(ticker.read()));
    time += 5_000;
    expect(ticker.read()).toBe(10_400);
    await until(() => read.length > 0);
    expect(read[0]).toBe(15_400);
    end();
    time += 1_000;
    expect(ticker.read()).toBe(16_400);
  });

  it('ticks for those who are left when somebody goes', async () => {
    const ticker = createTicker(20, () => Date.now());
    let heard = 0;
    const ends = [ticker.subscribe(() => undefined), ticker.subscribe(() => void heard++)];
    ends[0]?.();
    await until(() => heard > 1);
    ends[1]?.();
  });
});
