export type Summary = {
  p50: number;
  p95: number;
  p99: number;
  samples: number;
  /** The median of each run, in order. */
  runs: number[];
  /** How far the runs' medians lie apart, as a share of their median. */
  spread: number;
};

/** The smallest value that at least this share of the values does not pass. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError('Nothing was measured.');
  return value;
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  return (
    (percentile(values, 0.5) -
      percentile(
        values.map((value) => -value),
        0.5,
      )) /
    2
  );
}

export function summarize(runs: readonly (readonly number[])[]): Summary {
  const all = runs.flat();
  const medians = runs.map(median);
  return {
    p50: median(all),
    p95: percentile(all, 0.95),
    p99: percentile(all, 0.99),
    samples: all.length,
    runs: medians,
    spread: (Math.max(...medians) - Math.min(...medians)) / Math.abs(median(medians)),
  };
}

/**
 * Ours over bare. The ratio of the medians is the median over the pairs of runs, which a machine that slows down
 * half-way does not move; the tails are pooled, since one run has too few values for them.
 */
export function ratios(ours: Summary, bare: Summary): { p50: number; p95: number; p99: number } {
  const pairs = ours.runs.flatMap((value, index) => {
    const other = bare.runs[index];
    return other === undefined ? [] : [value / other];
  });
  return { p50: median(pairs), p95: ours.p95 / bare.p95, p99: ours.p99 / bare.p99 };
}
