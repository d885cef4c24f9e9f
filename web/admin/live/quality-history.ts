import type { VisitId } from '#contracts/ids.ts';
import { type Sessions, qualityOf } from './sessions.ts';

export const keptMs = 5 * 60_000;
const everyMs = 5_000;

export type Sample = { at: number; quality: number };
/** The last minutes of each call's quality, as this page saw them. */
export type History = ReadonlyMap<VisitId, readonly Sample[]>;

/** The history with the figures of now: one sample in five seconds at most, none older than five minutes. */
export function withSamples(history: History, { sessions }: Sessions, now: number): History {
  return new Map(
    sessions.map((session) => {
      const kept = (history.get(session.visitId) ?? []).filter(({ at }) => at > now - keptMs);
      const quality = qualityOf(session);
      const last = kept.at(-1);
      const isDue = quality !== undefined && (last === undefined || now - last.at >= everyMs);
      return [session.visitId, isDue ? [...kept, { at: now, quality }] : kept];
    }),
  );
}

/** The points of a line in a box: the right edge is now, the left one five minutes ago. */
export function pointsOf(
  samples: readonly Sample[],
  { now, width, height }: { now: number; width: number; height: number },
): string {
  return samples
    .map(({ at, quality }) => {
      const x = width * Math.max(0, 1 - (now - at) / keptMs);
      const y = height * (1 - quality / 10);
      return `${round(x)},${round(y)}`;
    })
    .join(' ');
}

const round = (value: number) => Math.round(value * 10) / 10;
