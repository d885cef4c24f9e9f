import { expect } from 'vitest';
import type { CallClient } from '../kit/calls/call-client.ts';
import { until } from '../kit/until.ts';

const backWithinMs = 30_000;

/** All in the call hear each other on one worker, in one and the same making of the room. */
export async function untilTogether(clients: readonly CallClient[]): Promise<void> {
  const isOne = (values: readonly unknown[]) => new Set(values).size === 1;
  await until(
    () =>
      clients.every(({ state, hears }) => state.phase === 'in_call' && hears) &&
      isOne(clients.map(({ port }) => port)) &&
      isOne(clients.map(({ epochs }) => epochs.at(-1))),
    {
      withinMs: backWithinMs,
      why: () =>
        clients.map(({ name, state, port, epochs, hears }) => ({
          name,
          ...short(state),
          port,
          epochs,
          hears,
        })),
    },
  );
}

/**
 * No visit was split: nobody heard anything from one worker while another in the same visit heard something from
 * another, and nobody went back to an earlier making of the room.
 */
export function checkNotSplit(clients: readonly CallClient[]): void {
  for (const { epochs } of clients) expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
  const spans = clients
    .flatMap(({ name, heard }) => heard.map((span) => ({ name, ...span })))
    .filter(({ lastAt }) => lastAt > 0);
  for (const one of spans)
    for (const other of spans)
      if (one.port !== other.port && one.firstAt < other.firstAt)
        expect(one.lastAt, JSON.stringify({ one, other })).toBeLessThan(other.firstAt);
}

/** The longest time for which somebody heard nothing since a moment, in milliseconds. */
export function longestSilence(clients: readonly CallClient[], since: number): number {
  return Math.round(Math.max(...clients.map((client) => client.longestSilence(since))));
}

const short = ({ phase, endedBecause, refusal }: CallClient['state']) => ({ phase, endedBecause, refusal });
