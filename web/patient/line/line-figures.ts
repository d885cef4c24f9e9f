/** What the browser's statistics tell of the way to the clinic at one moment; counters are since the connection began. */
export type LineFigures = {
  roundTripMs: number | undefined;
  packetsSent: number;
  packetsLost: number;
  isRelayed: boolean;
};

type Entry = Record<string, unknown>;

/** Reads one connection's statistics (W3C webrtc-stats); `undefined` while no way was chosen yet. */
export function lineFigures(report: RTCStatsReport): LineFigures | undefined {
  const entries = new Map<string, Entry>();
  report.forEach((entry: Entry, id: string) => entries.set(id, entry));
  const all = [...entries.values()];
  const pair = chosenPair(entries, all);
  if (pair === undefined) return undefined;
  const seconds = pair['currentRoundTripTime'];
  const sum = (type: string, field: string) =>
    all.filter((one) => one['type'] === type).reduce((total, one) => total + number(one[field]), 0);
  return {
    roundTripMs: typeof seconds === 'number' ? seconds * 1_000 : undefined,
    packetsSent: sum('outbound-rtp', 'packetsSent'),
    // The other end tells how much of it never came (RFC 3550, receiver reports).
    packetsLost: sum('remote-inbound-rtp', 'packetsLost'),
    isRelayed: entries.get(String(pair['localCandidateId']))?.['candidateType'] === 'relay',
  };
}

/** Firefox names no chosen pair on the transport; there it is the nominated one that works. */
function chosenPair(entries: ReadonlyMap<string, Entry>, all: readonly Entry[]): Entry | undefined {
  const transport = all.find(({ type }) => type === 'transport');
  const chosen = entries.get(String(transport?.['selectedCandidatePairId']));
  return (
    chosen ??
    all.find((one) => one['type'] === 'candidate-pair' && one['nominated'] && one['state'] === 'succeeded')
  );
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
