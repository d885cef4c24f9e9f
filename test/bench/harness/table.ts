import { type Figures, tidy } from './alternate.ts';
import type { Summary } from './statistics.ts';

/** The figures as lines to read. */
export function tableOf(figures: Figures): string[] {
  return Object.entries(figures).flatMap(([name, { unit, bare, ours, ratio }]) => [
    `  ${name} (${unit})`,
    ...(bare === undefined ? [] : [lineOf('bare', bare)]),
    lineOf('ours', ours),
    ...(ratio === undefined
      ? []
      : [`    ratio p50 ${tidy(ratio.p50)}  p95 ${tidy(ratio.p95)}  p99 ${tidy(ratio.p99)}`]),
  ]);
}

function lineOf(side: string, { p50, p95, p99, samples, spread }: Summary): string {
  const values = `p50 ${tidy(p50)}  p95 ${tidy(p95)}  p99 ${tidy(p99)}`;
  return `    ${side}  ${values}  (${samples} values, runs ${(spread * 100).toFixed(0)} % apart)`;
}
