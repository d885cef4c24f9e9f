import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'build', 'coverage', 'mediasoup-worker']);
const MOST_LINES = 400;
const MOST_TEST_LINES = 600;
const MOST_FILES = 12;

const isCode = (path: string) => /\.(ts|tsx|mjs|cjs)$/.test(path);
const isTest = (path: string) => /\.(test|suite)\.(tsx?|mjs)$/.test(path) || path.startsWith('test/');
const files = filesIn(root).filter(isCode);

describe('the house rules', () => {
  it('see the whole project', () => {
    expect(files).toEqual(expect.arrayContaining(['ops/start.mjs', 'test/contract/house-rules.test.ts']));
  });

  it(`let no file grow past ${MOST_LINES} lines, no test past ${MOST_TEST_LINES}`, () => {
    const tooLong = files
      .map((path) => ({ path, lines: textOf(path).split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (isTest(path) ? MOST_TEST_LINES : MOST_LINES));
    expect(tooLong).toEqual([]);
  });

  it(`keep a folder to ${MOST_FILES} files besides tests`, () => {
    const folders = Map.groupBy(
      files.filter((path) => !isTest(path)),
      dirname,
    );
    const tooFull = [...folders].filter(([, inside]) => inside.length > MOST_FILES).map(([folder]) => folder);
    expect(tooFull).toEqual([]);
  });

  it('leave no test focused or switched off in its source', () => {
    // A test that cannot run here says so while running: `skip('reason')`, and is counted.
    const hidden = /\b(it|test|describe|suite)(\.\w+)*\.(skip|only|todo|fails)\b|\bx(it|describe)\(/;
    expect(
      files.filter((path) => /\.test\.(tsx?|mjs)$/.test(path)).filter((path) => hidden.test(codeOf(path))),
    ).toEqual([]);
  });

  it('name files in kebab-case, and have no barrels and no utils', () => {
    const misnamed = files.filter((path) => {
      const name = basename(path).replace(/^\./, '');
      return !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name) || /^(index|utils?|helpers?)\./.test(name);
    });
    expect(misnamed).toEqual([]);
  });

  it('silence neither the compiler nor the linter without a reason', () => {
    const silenced = files.filter((path) =>
      /@ts-(ignore|nocheck)|(oxlint|eslint)-disable(?!.*--)|biome-ignore(?!.*:)/.test(codeOf(path)),
    );
    expect(silenced).toEqual([]);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [relative(root, path)];
    return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : filesIn(path);
  });
}

function textOf(path: string) {
  return readFileSync(join(root, path), 'utf8');
}

/** The file's text, but this one's own patterns would find themselves. */
function codeOf(path: string) {
  return path === relative(root, import.meta.filename) ? '' : textOf(path);
}
