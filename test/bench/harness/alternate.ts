import type { Bench, Samples, Side } from './bench.ts';
import { ratios, summarize, type Summary } from './statistics.ts';

export type Figure = {
  unit: string;
  bare?: Summary;
  ours: Summary;
  ratio?: { p50: number; p95: number; p99: number };
};
export type Figures = Record<string, Figure>;

type Deps = { runs: number; tell: (line: string) => void };

/** Runs both sides in turn, each first every other time, and summarizes every figure. */
export async function alternate(bench: Bench, { runs, tell }: Deps): Promise<Figures> {
  const bare: Samples[] = [];
  const ours: Samples[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const turns: [string, Side, Samples[]][] = [['ours', bench.ours, ours]];
    if (bench.bare !== undefined) turns.unshift(['bare', bench.bare, bare]);
    if (run % 2 === 0) turns.reverse();
    for (const [name, side, kept] of turns) {
      const samples = await side();
      kept.push(samples);
      tell(`  run ${run}/${runs} ${name}  ${oneLine(samples)}`);
    }
  }
  return Object.fromEntries(Object.entries(bench.figures).map(([name, unit]) => [name, figure(name, unit)]));

  function figure(name: string, unit: string): Figure {
    const oursSummary = summarize(valuesOf(ours, name));
    if (bare.length === 0) return { unit, ours: oursSummary };
    const bareSummary = summarize(valuesOf(bare, name));
    return { unit, bare: bareSummary, ours: oursSummary, ratio: ratios(oursSummary, bareSummary) };
  }
}

function valuesOf(runs: readonly Samples[], figure: string): number[][] {
  return runs.map((samples) => samples[figure] ?? []);
}

function oneLine(samples: Samples): string {
  const parts = Object.entries(samples).map(([name, values]) => {
    const { p50, p95 } = summarize([values]);
    return values.length === 1
      ? `${name} ${tidy(p50)}`
      : `${name} ${tidy(p50)} (p95 ${tidy(p95)}, ${values.length})`;
  });
  return parts.join('  ');
}

/** Three figures that count, no more. */
export function tidy(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
