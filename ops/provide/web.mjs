// The web app, built by Vite into dist/web whenever what it is made from has changed.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { withLock } from './lock.mjs';
import { run } from '../lib/run.mjs';
import { SetupStop, say } from '../lib/say.mjs';

const SOURCES = ['web', 'contracts', 'package.json', 'package-lock.json'];
const BUILD_LIMIT_MS = 10 * 60 * 1000;

/** Builds the web app if it is not there or not current. False if there is none to build. */
export async function provideWeb(root, node, env) {
  const config = join(root, 'web/vite.config.ts');
  if (!existsSync(config)) return false;
  const place = join(root, 'dist/web');
  const noteFile = join(root, 'dist/web.stamp.json');
  const note = existsSync(place) && existsSync(noteFile) ? JSON.parse(readFileSync(noteFile, 'utf8')) : {};
  const files = SOURCES.flatMap((source) => filesIn(join(root, source)));
  // Dates and sizes answer in a few milliseconds; only when they differ are the contents read.
  const dates = digest(files, root, datesOf);
  if (note.dates === dates) return true;
  const contents = digest(files, root, (file) => readFileSync(file));
  if (note.contents !== contents) {
    await withLock(join(root, '.cache/set-up.lock'), () => build({ root, node, env, config, place }));
  }
  writeFileSync(noteFile, JSON.stringify({ dates, contents }));
  return true;
}

async function build({ root, node, env, config, place }) {
  say('Building the web app.');
  const fresh = `${place}.${process.pid}`;
  const vite = join(root, 'node_modules/.bin/vite');
  const args = [vite, 'build', '--config', config, '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'];
  mkdirSync(join(root, 'dist'), { recursive: true });
  const { code, output } = await run(node, args, {
    cwd: join(root, 'web'),
    env: { ...env, NODE_ENV: 'production' },
    deadlineMs: BUILD_LIMIT_MS,
  });
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new SetupStop(`The web app could not be built. Vite said:\n${output.trim()}`);
  }
  // A server that runs meanwhile goes on serving whole builds: the swap is two renames.
  const old = `${place}.old.${process.pid}`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !/\.test\.tsx?$/.test(name))
    .flatMap(({ name }) => filesIn(join(path, name)))
    .sort();
}

function digest(files, root, describe) {
  const sum = createHash('sha256');
  for (const file of files) sum.update(`${relative(root, file)}\n`).update(describe(file));
  return sum.digest('hex');
}

function datesOf(file) {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${mtimeMs}\n`;
}
