import { describe, expect, it } from 'vitest';
import { asOne, failures } from './stages.mjs';
import { createTally } from './tally.mjs';

const result = { title: 'unit tests', ms: 1234, passed: 0, failed: [], skipped: [], output: '' };

function report(...results) {
  const said = [];
  const tally = createTally((text) => said.push(text));
  for (const one of results) tally.add({ ...result, ...one });
  const code = tally.print();
  return { code, text: said.join('\n'), lastLine: said.join('\n').split('\n').at(-1) };
}

describe('the end of npm test', () => {
  it('sums everything in one plain last line', () => {
    const { code, lastLine } = report(
      { passed: 3, skipped: [{ title: 'a > b', reason: 'needs root' }] },
      { passed: 40 },
      { title: 'scenarios', isEmpty: true },
    );
    expect(lastLine).toBe('43 passed, 0 failed, 1 skipped');
    expect(code).toBe(0);
  });

  it('is a failure as soon as one thing failed, which it names', () => {
    const { code, text, lastLine } = report(
      { passed: 3 },
      { title: 'lint', failed: ['lint'], output: 'x.ts: no' },
    );
    expect(code).toBe(1);
    expect(lastLine).toBe('3 passed, 1 failed, 0 skipped');
    expect(text).toContain('lint: lint');
    expect(text).toContain('x.ts: no');
  });

  it('names each skipped test with its reason', () => {
    const { text } = report({
      passed: 1,
      skipped: [{ title: 'slow link', reason: 'needs root' }, { title: 'other' }],
    });
    expect(text).toContain('slow link: needs root');
    expect(text).toContain('other: no reason given');
  });

  it('is a failure when nothing was run at all', () => {
    const { code, lastLine } = report({ isEmpty: true });
    expect(code).toBe(1);
    expect(lastLine).toBe('0 passed, 1 failed, 0 skipped');
  });
});

describe('a stage', () => {
  const stage = { name: 'unit', limitMs: 60_000 };
  const ended = { code: 0, signal: null, isLate: false };
  const tally = { passed: 2, failed: [], skipped: [], files: ['a.test.ts', 'b.test.ts'] };
  const expected = ['a.test.ts', 'b.test.ts'];

  it('is sound when every file ran and nothing failed', () => {
    expect(failures({ stage, tally, ended, expected })).toEqual([]);
  });

  it('fails when the runner crashed before it could report', () => {
    const crashed = { ...ended, code: 128, signal: 'SIGSEGV' };
    expect(failures({ stage, tally: undefined, ended: crashed, expected })).toEqual([
      'unit: the test runner ended early (SIGSEGV)',
    ]);
  });

  it('fails when a file was left out, or no test ran though there are files', () => {
    const partly = { ...tally, files: ['a.test.ts'] };
    expect(failures({ stage, tally: partly, ended, expected })).toEqual(['b.test.ts: was not run']);
    const nothing = { ...tally, passed: 0 };
    expect(failures({ stage, tally: nothing, ended, expected })).toEqual(['unit: no test was run']);
  });

  it('fails when it took too long, or ended badly with every test passed', () => {
    expect(failures({ stage, tally, ended: { ...ended, isLate: true }, expected })).toEqual([
      'unit: not done within 1 min',
    ]);
    expect(failures({ stage, tally, ended: { ...ended, code: 1 }, expected })).toEqual([
      'unit: the test runner ended with code 1',
    ]);
  });

  it('of several runs is their sum, and ends as badly as the worst', () => {
    const other = { passed: 3, failed: ['x'], skipped: [{ title: 'y' }], files: ['c.test.ts'] };
    const good = { tally, ended: { ...ended, output: 'one' } };
    const bad = { tally: other, ended: { ...ended, code: 1, output: 'two' } };
    expect(asOne([good, bad])).toEqual({
      tally: { passed: 5, failed: ['x'], skipped: [{ title: 'y' }], files: [...tally.files, 'c.test.ts'] },
      ended: { ...ended, code: 1, output: 'one\ntwo' },
    });
    const crashed = { tally: undefined, ended: { code: 128, signal: 'SIGSEGV', isLate: false, output: '' } };
    expect(failures({ stage, expected: [], ...asOne([good, bad, crashed]) })).toEqual([
      'unit: the test runner ended early (SIGSEGV)',
    ]);
    const late = { tally: undefined, ended: { ...ended, isLate: true, output: '' } };
    expect(failures({ stage, expected: [], ...asOne([crashed, late, good]) })).toEqual([
      'unit: not done within 1 min',
    ]);
  });
});
