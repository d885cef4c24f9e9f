/** What the browser measured itself. */
export type OwnReport = { lossRatio?: number | undefined; roundTripMs?: number | undefined };

/** Scores are mediasoup's, 0 (nothing arrives) to 10; absent where nothing flows. */
export type Measured = {
  sending: readonly number[];
  receiving: readonly number[];
  report?: OwnReport | undefined;
};

/** 0 (unusable) to 10 (perfect), the worse of sending, receiving and the browser's report; absent without measurement. */
export function qualityOf({ sending, receiving, report }: Measured): number | undefined {
  const scores = [...sending, ...receiving, ...reportScores(report)];
  if (scores.length === 0) return undefined;
  return Math.round(Math.min(10, Math.max(0, Math.min(...scores))));
}

function reportScores(report: OwnReport | undefined): number[] {
  const scores: number[] = [];
  // 2 % of loss is heard now and then, 20 % is past understanding.
  if (report?.lossRatio !== undefined) scores.push(10 - report.lossRatio * 45);
  // Up to 200 ms nobody notices; over a second people talk into each other.
  if (report?.roundTripMs !== undefined) scores.push(10 - Math.max(0, report.roundTripMs - 200) / 130);
  return scores;
}
