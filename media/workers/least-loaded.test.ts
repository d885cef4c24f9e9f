import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastLoaded } from './least-loaded.ts';

const worker = (cpu: number, consumers: number, rooms: number) => ({ cpu, consumers, rooms });

describe('the worker for something new', () => {
  it('is the one with the least to do, by what it sends and by its measured share of a core', () => {
    const [sending, busy, free] = [worker(0.1, 400, 1), worker(0.7, 10, 1), worker(0.2, 50, 9)];
    expect(leastLoaded([sending, busy, free])).toBe(free);
    expect(leastLoaded([])).toBeUndefined();
  });

  it('has the fewest rooms among those that are about as free', () => {
    const [one, other, busy] = [worker(0.3, 0, 4), worker(0.35, 0, 2), worker(0.45, 0, 0)];
    expect(leastLoaded([one, other, busy])).toBe(other);
  });

  it('spreads rooms that are opened before anything is measured', () => {
    const workers = [worker(0, 0, 0), worker(0, 0, 0), worker(0, 0, 0)];
    for (let room = 0; room < 30; room++) leastLoaded(workers)!.rooms++;
    expect(workers.map(({ rooms }) => rooms)).toEqual([10, 10, 10]);
  });

  it('is never much busier than another', () => {
    const any = fc.record({
      cpu: fc.double({ min: 0, max: 1, noNaN: true }),
      consumers: fc.nat(900),
      rooms: fc.nat(50),
    });
    const loadOf = ({ cpu, consumers }: { cpu: number; consumers: number }) => Math.max(cpu, consumers / 500);
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), (workers) => {
        const chosen = leastLoaded(workers)!;
        expect(loadOf(chosen)).toBeLessThanOrEqual(Math.min(...workers.map(loadOf)) + 0.1);
      }),
    );
  });
});
