import { describe, expect, it } from 'vitest';
import { lineFigures } from './line-figures.ts';
import { createLineWatch, strengthOf } from './line-verdict.ts';

const report = (entries: Record<string, object>) =>
  new Map(Object.entries(entries)) as unknown as RTCStatsReport;
const pair = { type: 'candidate-pair', localCandidateId: 'local', currentRoundTripTime: 0.08 };
const streams = {
  one: { type: 'outbound-rtp', packetsSent: 400 },
  two: { type: 'outbound-rtp', packetsSent: 100 },
  heard: { type: 'remote-inbound-rtp', packetsLost: 7 },
};

describe('the figures of a line', () => {
  it('are those of the way that was chosen', () => {
    const figures = lineFigures(
      report({
        transport: { type: 'transport', selectedCandidatePairId: 'chosen' },
        other: { ...pair, currentRoundTripTime: 2, nominated: true, state: 'succeeded' },
        chosen: pair,
        local: { type: 'local-candidate', candidateType: 'relay' },
        ...streams,
      }),
    );
    expect(figures).toEqual({ roundTripMs: 80, packetsSent: 500, packetsLost: 7, isRelayed: true });
  });

  it('are those of the nominated pair that works, where no chosen one is named', () => {
    const figures = lineFigures(
      report({
        failed: { ...pair, currentRoundTripTime: 2, nominated: true, state: 'failed' },
        works: { ...pair, nominated: true, state: 'succeeded' },
        local: { type: 'local-candidate', candidateType: 'srflx' },
      }),
    );
    expect(figures).toEqual({ roundTripMs: 80, packetsSent: 0, packetsLost: 0, isRelayed: false });
  });

  it('are not there before a way is', () => {
    expect(lineFigures(report(streams))).toBeUndefined();
  });
});

describe('the strength of a line', () => {
  it.each([
    [150, 0.02, 'good'],
    [151, 0, 'weak'],
    [20, 0.021, 'weak'],
    [400, 0.1, 'weak'],
    [401, 0, 'very_weak'],
    [20, 0.11, 'very_weak'],
    [undefined, 0.05, 'weak'],
    [20, undefined, 'good'],
    [undefined, undefined, undefined],
  ] as const)('with %s ms and a loss of %s is %s', (roundTripMs, lossRatio, strength) => {
    expect(strengthOf({ roundTripMs, lossRatio })).toBe(strength);
  });
});

describe('the verdict', () => {
  /** Every measurement comes with 100 packets more. */
  function measure() {
    const watch = createLineWatch();
    let [packetsSent, packetsLost] = [0, 0];
    return (roundTripMs: number, { lost = 0, isRelayed = false } = {}) => {
      packetsSent += 100;
      packetsLost += lost;
      return watch({ roundTripMs, packetsSent, packetsLost, isRelayed })?.strength;
    };
  }

  it('waits for a second measurement that says the same', () => {
    const verdict = measure();
    expect([verdict(20), verdict(20)]).toEqual([undefined, 'good']);
  });

  it('is not moved by one slow moment, and follows a line that stays slow', () => {
    const verdict = measure();
    expect([20, 20, 20, 900, 20, 20].map((ms) => verdict(ms)).slice(1)).toEqual(Array(5).fill('good'));
    expect([900, 900, 900, 900, 900].map((ms) => verdict(ms)).at(-1)).toBe('very_weak');
  });

  it('tells of what is lost over the last measurements, and forgets it when it is over', () => {
    const verdict = measure();
    const lossy = [0, 5, 5, 5].map((lost) => verdict(20, { lost }));
    expect(lossy.at(-1)).toBe('weak');
    const clean = [0, 0, 0, 0, 0].map((lost) => verdict(20, { lost }));
    expect(clean.at(-1)).toBe('good');
  });

  it('begins anew with another connection, and keeps its word until it knows better', () => {
    const watch = createLineWatch();
    const good = { roundTripMs: 20, packetsLost: 0, isRelayed: false };
    watch({ ...good, packetsSent: 900 });
    expect(watch({ ...good, packetsSent: 1_000 })).toEqual({ strength: 'good', isRelayed: false });
    const relayed = { ...good, roundTripMs: 300, isRelayed: true };
    expect(watch({ ...relayed, packetsSent: 10 })).toEqual({ strength: 'good', isRelayed: false });
    expect(watch({ ...relayed, packetsSent: 200 })).toEqual({ strength: 'weak', isRelayed: true });
  });
});
