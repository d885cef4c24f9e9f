// The checks that read the code without running it. Each counts as one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.mjs';

const LIMIT_MS = 5 * 60 * 1000;

const CHECKS = [
  { name: 'types', title: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  {
    name: 'web-types',
    title: 'types of the web app',
    command: ['tsc', '-p', 'web/tsconfig.json', '--noEmit'],
    needs: 'web/tsconfig.json',
  },
  { name: 'lint', title: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', title: 'format', command: ['biome', 'ci', '--colors=off', '.'] },
  {
    name: 'boundaries',
    title: 'boundaries between folders',
    command: ['depcruise', '.', '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'dead-code', title: 'dead code', command: ['knip', '--no-progress'] },
];

export const checkNames = CHECKS.map(({ name }) => name);

/** Runs the named checks, as many at once as there is room for, and reports each as it ends. */
export async function runChecks({ root, node, env, names = checkNames, atOnce, report }) {
  const waiting = CHECKS.filter(
    ({ name, needs }) => names.includes(name) && (!needs || existsSync(join(root, needs))),
  );
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift())
      report(await runCheck(check, { root, node, env }));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function runCheck({ name, title, command }, { root, node, env }) {
  const startedAt = Date.now();
  const [script, ...args] = command;
  const options = { cwd: root, env, deadlineMs: LIMIT_MS };
  const { code, isLate, output } = await run(
    node,
    [join(root, 'node_modules/.bin', script), ...args],
    options,
  );
  const failed = code === 0 ? [] : [isLate ? `${name}: not done within its time` : name];
  return { title, ms: Date.now() - startedAt, passed: code === 0 ? 1 : 0, failed, skipped: [], output };
}
