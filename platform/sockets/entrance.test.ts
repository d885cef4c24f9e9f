import { describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { createEntrance } from './entrance.ts';

type Came = { id: number; way: 'in' | number };

/** So many clients at once. `retry`: what each of those was told who were sent away. */
async function herd(pass: ReturnType<typeof createEntrance>, clients: number) {
  const order: number[] = [];
  const came = await Promise.all(
    Array.from({ length: clients }, async (_, id): Promise<Came> => {
      try {
        await pass({}, async () => void order.push(id));
        return { id, way: 'in' };
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'crowded') throw error;
        return { id, way: error.retryAfterMs ?? NaN };
      }
    }),
  );
  return { order, waits: came.flatMap(({ way }) => (way === 'in' ? [] : [way])) };
}

describe('the entrance of a node', () => {
  let time = 0;
  const open = () => createEntrance({ now: () => time });

  it('lets one who comes alone in at once', async () => {
    const pass = open();
    let isIn = false;
    void pass({}, async () => void (isIn = true));
    expect(isIn).toBe(true);
  });

  it('lets a herd in by the order in which it came, and gives others a turn between', async () => {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const { order, waits } = await herd(open(), 2_000);
    isOver = true;
    expect(order).toEqual(Array.from({ length: 2_000 }, (_, id) => id));
    expect(waits).toEqual([]);
    expect(turns).toBeGreaterThan(50);
  });

  it('sends away whom it cannot let in soon, each to a moment of its own', async () => {
    const { order, waits } = await herd(open(), 10_000);
    expect(order.length).toBeGreaterThan(2_000);
    expect(order.length).toBeLessThan(5_000);
    expect(new Set(waits).size).toBe(waits.length);
    expect(Math.min(...waits)).toBeGreaterThan(2_000);
    expect(Math.max(...waits)).toBeLessThan(12_000);
  });

  it('tells nobody to wait for more than half a minute', async () => {
    const { waits } = await herd(open(), 100_000);
    expect(Math.max(...waits)).toBe(30_000);
  });

  it('lets those in who come back when they were told to', async () => {
    const pass = open();
    const { waits } = await herd(pass, 10_000);
    const startedAt = time;
    let late = 0;
    for (const wait of waits) {
      time = startedAt + wait;
      late += (await herd(pass, 1)).waits.length;
    }
    expect(late).toBe(0);
  });

  it('lets all namespaces of a client in, or tells all the same moment', async () => {
    const pass = open();
    const [first, last] = [{}, {}];
    const entered = [pass(first, async () => undefined)];
    const all = herd(pass, 10_000);
    entered.push(pass(first, async () => undefined));
    const told = await Promise.all(
      [last, last].map((one) => pass(one, async () => undefined).catch((error: unknown) => error)),
    );
    expect(told[0]).toMatchObject({ code: 'crowded' });
    expect(told[1]).toEqual(told[0]);
    await Promise.all([...entered, all]);
  });

  it('goes on after one that fails', async () => {
    const pass = open();
    const bad = () => Promise.reject(new Refusal('unauthenticated', 'No.'));
    const [thrown, { order }] = await Promise.all([
      pass({}, bad).catch((error: unknown) => error),
      herd(pass, 100),
    ]);
    expect(thrown).toMatchObject({ code: 'unauthenticated' });
    expect(order).toHaveLength(100);
  });
});
