import { setTimeout as pause } from 'node:timers/promises';
import { Load, type Target } from '../processes/load.ts';

const settleMs = 10_000;

/** The clients of several nodes, in a process for each. */
export class Crowd {
  readonly #loads: readonly Load[];
  readonly people: number;

  static async create(targets: readonly Target[]): Promise<Crowd> {
    const loads = await Promise.all(targets.map((target) => Load.create(target)));
    return new Crowd(
      loads,
      targets.reduce((sum, { subjects }) => sum + subjects.length, 0),
    );
  }

  private constructor(loads: readonly Load[], people: number) {
    this.#loads = loads;
    this.people = people;
  }

  /** So many requests to each node, with so many outstanding there. Answers the rate of all together. */
  async flood(order: { requests: number; outstanding: number }): Promise<{ perSecond: number }> {
    const floods = await Promise.all(this.#loads.map((load) => load.flood(order)));
    const longest = Math.max(...floods.map(({ seconds }) => seconds));
    return { perSecond: (order.requests * floods.length) / longest };
  }

  async notices(): Promise<number> {
    const counts = await Promise.all(this.#loads.map((load) => load.notices()));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when all sockets together have heard so many; fails when they do not. */
  async untilHeard(expected: number): Promise<void> {
    const endsAt = Date.now() + settleMs;
    for (;;) {
      const heard = await this.notices();
      if (heard === expected) return;
      if (heard > expected || Date.now() > endsAt) throw new Error(`${heard} notices of ${expected}.`);
      await pause(20);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#loads.map((load) => load.close()));
  }
}
