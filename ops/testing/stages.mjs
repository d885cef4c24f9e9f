// The kinds of test, each a project of vitest.config.ts, the quick ones first.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from '../lib/run.mjs';

const MINUTE_MS = 60_000;
const isTest = (path) => /\.test\.(tsx?|mjs)$/.test(path);
const isIntegration = (path) => /\.int\.test\.(ts|mjs)$/.test(path);
const isAt = (folder) => (path) => path.startsWith(`test/${folder}/`) && isTest(path);
const isElsewhere = (path) => isTest(path) && !/^test\/(contract|scenarios|browser|chaos)\//.test(path);

export const STAGES = [
  {
    name: 'unit',
    title: 'unit tests',
    owns: (path) => isElsewhere(path) && !isIntegration(path),
    limitMs: 6 * MINUTE_MS,
  },
  {
    name: 'integration',
    title: 'integration tests',
    owns: (path) => isElsewhere(path) && isIntegration(path),
    limitMs: 6 * MINUTE_MS,
  },
  { name: 'contract', title: 'contract tests', owns: isAt('contract'), limitMs: 6 * MINUTE_MS },
  { name: 'scenario', title: 'scenarios', owns: isAt('scenarios'), limitMs: 10 * MINUTE_MS, needsWeb: true },
  {
    name: 'together',
    title: 'scenarios, together',
    owns: (path) => isAt('scenarios')(path) && !path.includes('/alone/'),
    limitMs: 10 * MINUTE_MS,
    needsWeb: true,
  },
  { name: 'browser', title: 'browser tests', owns: isAt('browser'), limitMs: 12 * MINUTE_MS, needsWeb: true },
  {
    name: 'chaos',
    // One server with browsers leaves room for what is around an installation.
    projects: [['chaos-one-server', 'chaos-around'], ['chaos'], ['chaos-quiet']],
    title: 'chaos, the short run',
    owns: isAt('chaos'),
    limitMs: 20 * MINUTE_MS,
    needsWeb: true,
  },
];

/**
 * Runs one stage; `only` narrows it to paths. With `onLine` its output is shown as it comes. A stage of several projects
 * runs those of a group beside each other, the groups in turn.
 */
export async function runStage(stage, { root, node, env, only = [], onLine }) {
  const startedAt = Date.now();
  const files = testFiles(root).filter(stage.owns);
  const base = { title: stage.title, passed: 0, failed: [], skipped: [], output: '' };
  if (files.length === 0) return { ...base, ms: 0, isEmpty: true };
  const runs = [];
  for (const group of groupsOf(stage, only)) {
    const run = (projects) =>
      runProjects(projects, { root, node, env, only, onLine, limitMs: stage.limitMs });
    runs.push(...(await Promise.all(group.map(run))));
  }
  const { tally, ended } = asOne(runs);
  const expected = only.length > 0 ? [] : files;
  const { passed = 0, skipped = [] } = tally ?? {};
  const failed = failures({ stage, tally, ended, expected });
  return { ...base, passed, skipped, failed, output: ended.output, ms: Date.now() - startedAt };
}

/** Whoever asks for a part gets it in one run. */
function groupsOf({ name, projects = [[name]] }, only) {
  return only.length > 0 ? [[projects.flat()]] : projects.map((group) => group.map((one) => [one]));
}

async function runProjects(projects, { root, node, env, only, onLine, limitMs }) {
  const room = mkdtempSync(join(tmpdir(), 'bedside-test-'));
  const tallyFile = join(room, 'tally.json');
  try {
    const vitest = join(root, 'node_modules/.bin/vitest');
    const reporters = ['--reporter=default', `--reporter=${join(root, 'ops/testing/vitest-reporter.mjs')}`];
    const chosen = projects.map((project) => `--project=${project}`);
    const args = [vitest, 'run', ...chosen, ...reporters, ...only];
    const runEnv = { ...env, TALLY_FILE: tallyFile };
    const ended = await run(node, args, { cwd: root, env: runEnv, deadlineMs: limitMs, onLine });
    const tally = existsSync(tallyFile) ? JSON.parse(readFileSync(tallyFile, 'utf8')) : undefined;
    return { tally, ended };
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

/** What several runs found, as if they had been one: it ended as badly as the worst of them. */
export function asOne(runs) {
  const tallies = runs.map(({ tally }) => tally);
  const all = (name) => tallies.flatMap((tally) => tally?.[name] ?? []);
  const badness = ({ tally, ended }) => (ended.isLate ? 3 : !tally ? 2 : ended.code === 0 ? 0 : 1);
  const [worst] = runs.toSorted((one, other) => badness(other) - badness(one));
  const passed = tallies.reduce((sum, tally) => sum + (tally?.passed ?? 0), 0);
  const tally = { passed, failed: all('failed'), skipped: all('skipped'), files: all('files') };
  const output = runs.map(({ ended }) => ended.output).join('\n');
  return { tally: worst.tally && tally, ended: { ...worst.ended, output } };
}

/** What failed, by name: also a stage that crashed, ran nothing, or left a file out. */
export function failures({ stage, tally, ended, expected }) {
  if (ended.isLate)
    return [...(tally?.failed ?? []), `${stage.name}: not done within ${stage.limitMs / MINUTE_MS} min`];
  if (!tally) return [`${stage.name}: the test runner ended early (${ended.signal ?? `code ${ended.code}`})`];
  const leftOut = expected
    .filter((file) => !tally.files.includes(file))
    .map((file) => `${file}: was not run`);
  const failed = [...tally.failed, ...leftOut];
  if (failed.length === 0 && tally.passed + tally.skipped.length === 0)
    return [`${stage.name}: no test was run`];
  if (failed.length === 0 && ended.code !== 0)
    return [`${stage.name}: the test runner ended with code ${ended.code}`];
  return failed;
}

const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'build', 'coverage', '.git', '.cache']);

function testFiles(root, folder = root) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : testFiles(root, path);
    return isTest(entry.name) ? [relative(root, path)] : [];
  });
}
