// The libraries in node_modules, as package-lock.json has them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { npmEnv } from './node24.mjs';
import { run } from '../lib/run.mjs';
import { SetupStop, say } from '../lib/say.mjs';

const STAMP = '.bedside-stamp';

/** Installs the libraries if package-lock.json is not what node_modules was made from. */
export async function provideDependencies(root, { env = process.env } = {}) {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  const wanted = `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}`;
  const stamp = join(root, 'node_modules', STAMP);
  if (read(stamp) === wanted) return;
  await withLock(join(root, '.cache/set-up.lock'), async () => {
    if (read(stamp) === wanted) return;
    if (!isInstalled(root, JSON.parse(lockfile.toString()))) await install(root, env);
    writeFileSync(stamp, wanted);
  });
}

async function install(root, env) {
  say('Installing the libraries; under a minute on most lines.');
  // Vite, which builds the web app, is a development library; NODE_ENV=production would leave it out.
  const quiet = ['--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, env: npmEnv(env) };
  const strict = await run('npm', ['ci', ...quiet], options);
  // A lockfile made where a registry lacks some platform's optional part is refused by `npm ci`, though nothing that
  // this platform needs is missing. `npm install` takes the same versions from it.
  const isOnlyRefused = strict.code !== 0 && strict.output.includes('EUSAGE');
  const { code, output } = isOnlyRefused
    ? await run('npm', ['install', '--no-save', ...quiet], options)
    : strict;
  if (code !== 0) throw new SetupStop(`npm could not install the libraries. It said:\n${output.trim()}`);
}

/** Whether somebody ran `npm install` by hand: npm notes in node_modules what it has put there. */
function isInstalled(root, lockfile) {
  const note = read(join(root, 'node_modules', '.package-lock.json'));
  if (note === undefined) return false;
  const there = JSON.parse(note).packages ?? {};
  return Object.entries(lockfile.packages).every(
    ([path, { version, optional, link }]) =>
      path === '' || link || there[path]?.version === version || (optional && !there[path]),
  );
}

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
