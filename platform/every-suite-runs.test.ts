import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (file: string) => readFileSync(file, 'utf8');
const namesIn = (text: string, form: RegExp) => [...text.matchAll(form)].map(([, name = '']) => name);
const suites = globSync('platform/**/*.suite.ts').flatMap((file) =>
  namesIn(read(file), /^export function (\w+)\(/gm),
);
const tests = globSync(['platform/**/*.test.ts', 'platform/**/*.suite.ts', 'test/**/*.test.ts']).map(read);
const sources = globSync('platform/**/*.ts', { exclude: ['**/*.test.ts', '**/*.suite.ts'] }).map(read);

/** What makes an implementation of a suite's interface, by the form of its name, so that a new one is found by itself. */
const makers: Record<string, RegExp> = {
  storeSuite: /^export (?:async )?function (open\w+Store)\(/gm,
  workSuite: /^export (?:async )?function (open\w+Store)\(/gm,
  outboxSuite: /^export (?:async )?function (open\w+Store)\(/gm,
  busSuite: /^export (?:async )?function (create\w+Bus)\(/gm,
  clusterSuite: /^export (?:async )?function (create\w+Cluster)\(/gm,
  describeRpc: /^export (?:async )?function (create\w+Rpc)\(/gm,
};

const testsThatRun = (suite: string) => tests.filter((text) => new RegExp(`^ *${suite}\\(`, 'm').test(text));

it('runs every shared suite somewhere', () => {
  expect(suites).toEqual(expect.arrayContaining(Object.keys(makers)));
  expect(suites.filter((suite) => testsThatRun(suite).length === 0)).toEqual([]);
});

it.each(Object.entries(makers))('runs %s on every implementation', (suite, form) => {
  const implementations = sources.flatMap((text) => namesIn(text, form));
  expect(implementations).not.toEqual([]);
  const run = testsThatRun(suite).join('\n');
  expect(implementations.filter((name) => !run.includes(`${name}(`))).toEqual([]);
});
