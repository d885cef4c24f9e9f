import type { LineVerdict } from '#contracts/visits/visit.ts';
import type { LineFigures } from './line-figures.ts';

export type Line = Omit<LineVerdict, 'measuredAt'>;
type Strength = LineVerdict['strength'];

/**
 * From where on a line is no longer good, and from where on it is very weak.
 *
 * Delay: ITU-T G.114 and G.1010 want speech to arrive within 150 ms, and call 400 ms the limit. With both sides equally
 * far from the clinic's server, one side's way there and back is as long as the whole way from mouth to ear.
 *
 * Loss: the browser's own congestion control (draft-ietf-rmcat-gcc-02, section 6) takes up to 2 % for nothing, and sends
 * less and less above 10 %.
 */
const limits = {
  roundTripMs: { good: 150, weak: 400 },
  lossRatio: { good: 0.02, weak: 0.1 },
} as const;

const order: readonly Strength[] = ['good', 'weak', 'very_weak'];

export function strengthOf(measured: {
  roundTripMs: number | undefined;
  lossRatio: number | undefined;
}): Strength | undefined {
  const found = (['roundTripMs', 'lossRatio'] as const).flatMap((name): Strength[] => {
    const value = measured[name];
    if (value === undefined) return [];
    if (value <= limits[name].good) return ['good'];
    return [value <= limits[name].weak ? 'weak' : 'very_weak'];
  });
  return found.toSorted((one, other) => order.indexOf(other) - order.indexOf(one))[0];
}

const windowSize = 4;
/** So few packets say nothing of a share that is lost. */
const fewPackets = 100;

/**
 * Judges a line from figures that are handed in every few seconds. The verdict changes when two measurements in a row
 * say the same other thing, so that one slow moment alarms nobody.
 */
export function createLineWatch() {
  let window: LineFigures[] = [];
  let candidate: Line | undefined;
  let verdict: Line | undefined;

  return (figures: LineFigures): Line | undefined => {
    const last = window.at(-1);
    // After a change of connections the counters begin again.
    const isAnew = last !== undefined && figures.packetsSent < last.packetsSent;
    window = [...(isAnew ? [] : window), figures].slice(-windowSize);
    const strength = strengthOf({ roundTripMs: medianRoundTrip(window), lossRatio: lossOver(window) });
    if (strength === undefined) return verdict;
    const now = { strength, isRelayed: figures.isRelayed };
    if (isSame(now, candidate) && !isSame(now, verdict)) verdict = now;
    candidate = now;
    return verdict;
  };
}

const isSame = (one: Line, other: Line | undefined): boolean =>
  one.strength === other?.strength && one.isRelayed === other.isRelayed;

function medianRoundTrip(window: readonly LineFigures[]): number | undefined {
  const known = window.map(({ roundTripMs }) => roundTripMs).filter((value) => value !== undefined);
  return known.toSorted((one, other) => one - other)[Math.floor((known.length - 1) / 2)];
}

function lossOver(window: readonly LineFigures[]): number | undefined {
  const [first, last] = [window[0], window.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const sent = last.packetsSent - first.packetsSent;
  if (sent < fewPackets) return undefined;
  return Math.min(1, Math.max(0, (last.packetsLost - first.packetsLost) / sent));
}
