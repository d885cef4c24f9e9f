import { z } from 'zod';
import { type Figures, tidy } from './alternate.ts';

const Goal = z.strictObject({
  figure: z.string(),
  statistic: z.enum(['p50', 'p95', 'p99']),
  /** Ours over bare. */
  ratioAtMost: z.number().optional(),
  ratioAtLeast: z.number().optional(),
  /** Ours minus bare. */
  differenceAtMost: z.number().optional(),
  /** Ours alone. */
  atMost: z.number().optional(),
});
type Goal = z.infer<typeof Goal>;

export const Budget = z.record(z.string(), z.array(Goal));

export type Verdict = { goal: string; value: number | undefined; verdict: 'met' | 'missed' | 'not measured' };

/** Holds the figures against the goals. A goal that compares is not measured without the bare part. */
export function judge(figures: Figures, goals: readonly Goal[]): Verdict[] {
  return goals.flatMap((goal) => {
    const figure = figures[goal.figure];
    const statistic = goal.statistic;
    const ours = figure?.ours[statistic];
    const bare = figure?.bare?.[statistic];
    const difference = ours === undefined || bare === undefined ? undefined : ours - bare;
    const of = `${goal.figure} ${statistic}`;
    return [
      verdict(`${of}, ours over bare, at most`, figure?.ratio?.[statistic], { most: goal.ratioAtMost }),
      verdict(`${of}, ours over bare, at least`, figure?.ratio?.[statistic], { least: goal.ratioAtLeast }),
      verdict(`${of}, ours minus bare, at most`, difference, { most: goal.differenceAtMost }),
      verdict(`${of}, at most`, ours, { most: goal.atMost }),
    ].flat();
  });
}

type Bounds = { most?: number | undefined; least?: number | undefined };

function verdict(words: string, value: number | undefined, { most, least }: Bounds): Verdict[] {
  const bound = most ?? least;
  if (bound === undefined) return [];
  const goal = `${words} ${bound}`;
  if (value === undefined) return [{ goal, value, verdict: 'not measured' }];
  const isMet = value <= (most ?? Number.POSITIVE_INFINITY) && value >= (least ?? Number.NEGATIVE_INFINITY);
  return [{ goal, value, verdict: isMet ? 'met' : 'missed' }];
}

export function verdictLine({ goal, value, verdict: word }: Verdict): string {
  return `  ${word.padEnd(12)} ${goal}${value === undefined ? '' : `: ${tidy(value)}`}`;
}
