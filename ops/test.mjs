// `npm test`: makes the machine ready, then runs everything. `npm test -- unit chat/` runs one kind, or a part of it;
// `npm run check` the checks that need not run the code; `npm run bench`, `docs` and `pictures` their own programs.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkNames, runChecks } from './testing/checks.mjs';
import { main, provideBasics, root } from './provide/provide.mjs';
import { hand, testEnv } from './lib/run.mjs';
import { say, SetupStop } from './lib/say.mjs';
import { runStage, STAGES } from './testing/stages.mjs';
import { providePackages, TO_TEST } from './provide/system-packages.mjs';
import { provideTestDatabase } from './provide/test-database.mjs';
import { createTally } from './testing/tally.mjs';
import { provideWeb } from './provide/web.mjs';

const PROGRAMS = {
  bench: 'test/bench/run.ts',
  docs: 'ops/docs/write-docs.ts',
  pictures: 'test/pictures/run.ts',
};
const atOnce = Math.min(3, availableParallelism());

await main(async () => {
  const [what, ...rest] = process.argv.slice(2);
  if (what in PROGRAMS) return runProgram(what, rest);
  if (what === undefined) return runEverything();
  if (what === 'check') return runOnlyChecks(checkNames);
  if (checkNames.includes(what)) return runOnlyChecks([what]);
  const stage = STAGES.find(({ name }) => name === what);
  if (stage) return runOneStage(stage, rest);
  const known = ['check', ...checkNames, ...STAGES.map(({ name }) => name), ...Object.keys(PROGRAMS)];
  throw new SetupStop(
    `There is no "${what}". What can be run: ${known.join(', ')}; or nothing, for everything.`,
  );
});

async function runEverything() {
  const { node, env } = await provideForTests();
  const tally = createTally(say);
  say('Checks and tests, the quick ones first:');
  await runChecks({ root, node, env, atOnce, report: tally.add });
  let isWebBuilt = false;
  for (const stage of STAGES) {
    if (stage.needsWeb && !isWebBuilt) {
      tally.add(await buildWeb(node, env));
      isWebBuilt = true;
    }
    tally.add(await runStage(stage, { root, node, env }));
  }
  return tally.print();
}

async function runOnlyChecks(names) {
  const { node, env } = await provideBasics();
  const tally = createTally(say);
  await runChecks({ root, node, env: testEnv(env), names, atOnce, report: tally.add });
  return tally.print();
}

async function runOneStage(stage, only) {
  const { node, env } = await provideForTests(stage.name === 'unit' ? [] : TO_TEST);
  if (stage.needsWeb) await provideWeb(root, node, env);
  const tally = createTally(say);
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const result = await runStage(stage, { root, node, env: { ...env, ...color }, only, onLine: say });
  tally.add({ ...result, output: '' });
  return tally.print();
}

async function runProgram(name, args) {
  const file = join(root, PROGRAMS[name]);
  if (!existsSync(file)) throw new SetupStop(`${PROGRAMS[name]} is not there.`);
  const { node, env } = await provideForTests();
  await provideWeb(root, node, env);
  return hand(node, ['--disable-warning=ExperimentalWarning', file, ...args], { cwd: root, env });
}

async function provideForTests(packages = TO_TEST) {
  await providePackages(packages, 'Testing');
  if (packages.length > 0) await provideTestDatabase();
  const { node, env } = await provideBasics();
  return { node, env: testEnv(env) };
}

/** The web app as a check of its own: it failing to build must not hide the results of everything else. */
async function buildWeb(node, env) {
  const startedAt = Date.now();
  const base = { title: 'web app builds', skipped: [] };
  try {
    const isThere = await provideWeb(root, node, env);
    return {
      ...base,
      isEmpty: !isThere,
      passed: isThere ? 1 : 0,
      failed: [],
      output: '',
      ms: Date.now() - startedAt,
    };
  } catch (error) {
    return { ...base, passed: 0, failed: ['web app'], output: error.message, ms: Date.now() - startedAt };
  }
}
