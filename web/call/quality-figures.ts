/** Counters of one moment, summed over all streams. */
type Counters = { at: number; received: number; lost: number; sentBytes: number; frames: number };

export type QualityFigures = {
  roundTripMs?: number;
  lossRatio?: number;
  jitterMs?: number;
  sentBitsPerSecond?: number;
  framesPerSecond?: number;
};

/** Turns the browser's counters into figures of the time since the last call; the first call only remembers. */
export function createQualityFigures() {
  let before: Counters | undefined;
  return (reports: readonly RTCStatsReport[]): QualityFigures | undefined => {
    const stats = reports.flatMap((report) => entries(report));
    const now = countersOf(stats);
    const last = before;
    before = now;
    // After a change of connections the counters begin again.
    if (!last || now.at <= last.at || now.received < last.received || now.sentBytes < last.sentBytes)
      return undefined;
    const seconds = (now.at - last.at) / 1_000;
    const received = now.received - last.received;
    const lost = Math.max(0, now.lost - last.lost);
    const roundTrip = most(stats, 'candidate-pair', 'currentRoundTripTime');
    const jitter = most(stats, 'inbound-rtp', 'jitter');
    return {
      sentBitsPerSecond: ((now.sentBytes - last.sentBytes) * 8) / seconds,
      framesPerSecond: Math.min(240, Math.max(0, (now.frames - last.frames) / seconds)),
      ...(received + lost > 0 && { lossRatio: lost / (received + lost) }),
      ...(roundTrip !== undefined && { roundTripMs: Math.min(60_000, roundTrip * 1_000) }),
      ...(jitter !== undefined && { jitterMs: Math.min(60_000, jitter * 1_000) }),
    };
  };
}

type Entry = Record<string, unknown> & { type: string };

function entries(report: RTCStatsReport): Entry[] {
  const all: Entry[] = [];
  report.forEach((entry: unknown) => {
    if (typeof entry === 'object' && entry !== null && 'type' in entry)
      all.push({ ...entry, type: String(entry.type) });
  });
  return all;
}

function countersOf(stats: readonly Entry[]): Counters {
  return {
    at: stats.reduce((latest, { timestamp }) => Math.max(latest, number(timestamp)), 0),
    received: sum(stats, 'inbound-rtp', 'packetsReceived'),
    lost: sum(stats, 'inbound-rtp', 'packetsLost'),
    sentBytes: sum(stats, 'outbound-rtp', 'bytesSent'),
    frames: sum(stats, 'inbound-rtp', 'framesDecoded'),
  };
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

function sum(stats: readonly Entry[], type: string, field: string): number {
  return stats.filter((one) => one.type === type).reduce((total, one) => total + number(one[field]), 0);
}

function most(stats: readonly Entry[], type: string, field: string): number | undefined {
  const values = stats
    .filter((one) => one.type === type && typeof one[field] === 'number')
    .map((one) => number(one[field]));
  return values.length > 0 ? Math.max(...values) : undefined;
}
