import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Budget, judge } from './budget.ts';
import { ratios, summarize } from './statistics.ts';

const bare = summarize([[10], [12], [11]]);
const ours = summarize([[7], [8], [9]]);
const figures = { joinMs: { unit: 'ms', bare, ours, ratio: ratios(ours, bare) } };

function wordsOf(goal: object, measured = figures): string[] {
  return judge(measured, [{ figure: 'joinMs', statistic: 'p50', ...goal }]).map(({ verdict }) => verdict);
}

describe('judge', () => {
  it('holds a ratio, a difference and a bare figure against their goals', () => {
    expect(wordsOf({ ratioAtMost: 0.8 })).toEqual(['met']);
    expect(wordsOf({ ratioAtMost: 0.6 })).toEqual(['missed']);
    expect(wordsOf({ ratioAtLeast: 0.8 })).toEqual(['missed']);
    expect(wordsOf({ differenceAtMost: -3 })).toEqual(['met']);
    expect(wordsOf({ atMost: 7.9 })).toEqual(['missed']);
  });

  it('says so when there was nothing to compare with', () => {
    expect(
      judge({ joinMs: { unit: 'ms', ours } }, [{ figure: 'joinMs', statistic: 'p50', ratioAtMost: 1 }]),
    ).toEqual([{ goal: 'joinMs p50, ours over bare, at most 1', value: undefined, verdict: 'not measured' }]);
  });

  it('reads the project’s own budget', () => {
    const text = readFileSync(new URL('../budget.json', import.meta.url), 'utf8');
    expect(Object.keys(Budget.parse(JSON.parse(text))).length).toBeGreaterThan(0);
  });
});
