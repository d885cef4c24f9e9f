// The mediasoup worker: the C++ program that moves the media. mediasoup's own install script needs GitHub, pip and
// meson; here it is taken from the per-user cache, else downloaded, else built against Debian's libraries.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { release } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { ask } from '../lib/run.mjs';
import { SetupStop, say } from '../lib/say.mjs';
import { providePackages, TO_BUILD_THE_WORKER } from './system-packages.mjs';
import { buildWorker } from './worker-build.mjs';
import { downloadWorker } from './worker-download.mjs';
import { proveWorker, runsAtAll } from './worker-proof.mjs';

const NAME = 'mediasoup-worker';

/** Puts a proven worker where mediasoup looks for it. Does nothing if MEDIASOUP_WORKER_BIN names one. */
export async function provideWorker(root, node, { env = process.env } = {}) {
  if (env.MEDIASOUP_WORKER_BIN) return;
  const place = join(root, 'node_modules/mediasoup/worker/out/Release', NAME);
  const keys = workerKeys(root);
  if (existsSync(place) && keys.some((key) => read(`${place}.stamp`) === key)) return;
  const cache = join(cacheRoot(env), NAME);
  const ready = keys.find((key) => isSound(join(cache, key)));
  const key =
    ready ?? (await download({ root, node, cache }, keys)) ?? (await build({ root, node, cache, env }));
  install(join(cache, key, NAME), place, key);
}

/** Whether the cache holds a worker that runs here. One that does not is thrown away, to be made anew. */
function isSound(entry) {
  if (!existsSync(entry)) return false;
  if (runsAtAll(join(entry, NAME))) return true;
  rmSync(entry, { recursive: true, force: true });
  return false;
}

/**
 * The names under which a worker for this machine may be cached: built here, downloaded. A built one is bound to the
 * libraries' versions up to the minor number, since within one minor number they keep their binary interface.
 */
export function workerKeys(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/mediasoup/package.json'), 'utf8'));
  const machine = `${version}-${process.platform}-${process.arch}`;
  const recipe = createHash('sha256');
  const folder = join(root, 'ops/mediasoup-worker');
  for (const file of filesIn(folder).filter((name) => !name.endsWith('.md')))
    recipe.update(`${relative(folder, file)}\n`).update(readFileSync(file));
  recipe.update(libraryVersions());
  return [`${machine}-built-${recipe.digest('hex').slice(0, 12)}`, `${machine}-kernel${kernelMajor()}`];
}

function libraryVersions() {
  const query =
    "dpkg-query -W -f '${Package} ${Version}\\n' 'libssl3*' 'libuv1*' 'libsrtp2-1*' 2>/dev/null || true";
  const lines = (ask('/bin/sh', ['-c', query]) ?? '').split('\n');
  return lines
    .filter((line) => /^(libssl3|libuv1|libsrtp2-1)(t64)? /.test(line))
    .map((line) => line.replace(/ (?:\d+:)?(\d+\.\d+).*$/, ' $1'))
    .sort()
    .join(' ');
}

async function download({ root, node, cache }, keys) {
  const key = keys[1];
  const { version, repository } = JSON.parse(
    readFileSync(join(root, 'node_modules/mediasoup/package.json'), 'utf8'),
  );
  const file = `${NAME}-${version}-${process.platform}-${process.arch}-kernel${kernelMajor()}.tgz`;
  try {
    await cached(join(cache, key), async (scratch) => {
      say('Fetching the media worker (mediasoup) ready-made.');
      await downloadWorker({ repository: repository.url, version, file, folder: scratch });
      const proof = await proveWorker(join(scratch, NAME), root, node);
      if (proof) throw new Error(proof);
    });
    return key;
  } catch {
    // No GitHub, no prebuilt for this machine, or one that does not run here: build it.
    return undefined;
  }
}

async function build({ root, node, cache, env }) {
  await providePackages(TO_BUILD_THE_WORKER, 'Building the media worker', { env });
  // Only now are the libraries there whose versions are part of the key.
  const [key] = workerKeys(root);
  await cached(join(cache, key), async (scratch) => {
    say(
      'It cannot be had, so it is built from source, once per machine: three to four minutes on two cores.',
    );
    await buildWorker({ root, scratch, name: NAME, env });
    const proof = await proveWorker(join(scratch, NAME), root, node);
    if (proof) throw new SetupStop(`The media worker was built but does not work here: ${proof}`);
    writeFileSync(join(scratch, 'README'), `mediasoup-worker for ${key}, built by Bedside's set-up.\n`);
  });
  return key;
}

function install(from, place, key) {
  const fresh = `${place}.${process.pid}`;
  mkdirSync(dirname(place), { recursive: true });
  copyFileSync(from, fresh);
  chmodSync(fresh, 0o755);
  renameSync(fresh, place);
  writeFileSync(`${place}.stamp`, key);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

const kernelMajor = () => release().split('.')[0];
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
