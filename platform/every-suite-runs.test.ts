import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (file: string) => readFileSync(file, 'utf8');
const suites = globSync('platform/**/*.suite.ts').flatMap((file) =>
  [...read(file).matchAll(/^export function (\w+Suite)\(/gm)].map(([, name = '']) => name),
);
const tests = globSync(['platform/**/*.test.ts', 'platform/**/*.suite.ts', 'test/**/*.test.ts'])
  .map(read)
  .join('\n');

it('runs every shared suite somewhere', () => {
  expect(suites).toEqual(expect.arrayContaining(['storeSuite', 'busSuite', 'workSuite']));
  expect(suites.filter((name) => !new RegExp(`^ *${name}\\(`, 'm').test(tests))).toEqual([]);
});
