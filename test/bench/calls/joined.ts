import type { Page } from 'playwright-core';
import { firstFrameAfter } from '../browser/chromium.ts';
import type { Samples } from '../harness/bench.ts';

/** Measured joins of one run; one more before them is left out. */
export const JOINS = 5;

export type Joined = { joinerMs: number; otherMs: number; turnarounds?: number };

/** From the tap to the first decoded frame of the other, at both ends. */
export async function bothFrames(
  { joiner, other }: { joiner: Page; other: Page },
  tapped: number,
): Promise<Joined> {
  const [joinerAt, otherAt] = [await firstFrameAfter(joiner, tapped), await firstFrameAfter(other, tapped)];
  return { joinerMs: joinerAt - tapped, otherMs: otherAt - tapped };
}

export function samplesOf(joins: readonly Joined[]): Samples {
  const turnarounds = joins.flatMap((join) => join.turnarounds ?? []);
  return {
    bothMs: joins.map(({ joinerMs, otherMs }) => Math.max(joinerMs, otherMs)),
    joinerMs: joins.map(({ joinerMs }) => joinerMs),
    otherMs: joins.map(({ otherMs }) => otherMs),
    ...(turnarounds.length > 0 ? { turnarounds } : {}),
  };
}
