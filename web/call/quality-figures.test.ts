import { expect, it } from 'vitest';
import { createQualityFigures } from './quality-figures.ts';

const report = (at: number, changes: { received: number; lost: number; bytes: number; frames: number }) =>
  new Map<string, unknown>([
    [
      'in',
      {
        type: 'inbound-rtp',
        timestamp: at,
        packetsReceived: changes.received,
        packetsLost: changes.lost,
        jitter: 0.004,
        framesDecoded: changes.frames,
      },
    ],
    ['out', { type: 'outbound-rtp', timestamp: at, bytesSent: changes.bytes }],
    ['pair', { type: 'candidate-pair', timestamp: at, currentRoundTripTime: 0.08 }],
  ]) as unknown as RTCStatsReport;

it('tells the figures of the time in between', () => {
  const figures = createQualityFigures();
  expect(figures([report(1_000, { received: 100, lost: 5, bytes: 1_000, frames: 10 })])).toBeUndefined();
  expect(figures([report(3_000, { received: 190, lost: 15, bytes: 251_000, frames: 60 })])).toEqual({
    lossRatio: 0.1,
    roundTripMs: 80,
    jitterMs: 4,
    sentBitsPerSecond: 1_000_000,
    framesPerSecond: 25,
  });
});

it('begins again with new connections', () => {
  const figures = createQualityFigures();
  figures([report(1_000, { received: 100, lost: 5, bytes: 1_000, frames: 10 })]);
  expect(figures([report(2_000, { received: 3, lost: 0, bytes: 10, frames: 0 })])).toBeUndefined();
});
