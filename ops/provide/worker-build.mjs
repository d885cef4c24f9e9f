// Compiles the worker with ops/mediasoup-worker/Makefile, and shows how far it is.
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from '../lib/run.mjs';
import { progress, SetupStop } from '../lib/say.mjs';

const BUILD_LIMIT_MS = 40 * 60 * 1000;

/** Leaves the stripped executable `name` in `scratch`. */
export async function buildWorker({ root, scratch, name, env }) {
  const out = join(scratch, '.build');
  const source = join(root, 'node_modules/mediasoup/worker');
  mkdirSync(out);
  const total = countSources(join(source, 'src')) + countSources(join(source, 'deps/libwebrtc/libwebrtc'));
  let compiled = 0;
  const bar = progress('compiling');
  const makefile = join(root, 'ops/mediasoup-worker/Makefile');
  const jobs = `-j${availableParallelism()}`;
  const { code, output } = await run('make', [jobs, '-f', makefile, `WORKER=${source}`, `OUT=${out}`], {
    cwd: root,
    env: { ...env, MAKEFLAGS: '' },
    deadlineMs: BUILD_LIMIT_MS,
    onLine: (line) => /^ {2}CXX /.test(line) && bar.report(++compiled, total + 1),
  });
  if (code !== 0) {
    bar.end();
    throw new SetupStop(
      `The media worker could not be built. The end of what the compiler said:\n${tail(output)}`,
    );
  }
  bar.report(1, 1);
  bar.end();
  const strip = await run('strip', [join(out, name)]);
  if (strip.code !== 0) throw new SetupStop(`strip failed: ${strip.output}`);
  renameSync(join(out, name), join(scratch, name));
  rmSync(out, { recursive: true, force: true });
}

const countSources = (folder) =>
  readdirSync(folder, { recursive: true }).filter((name) => /\.(cpp|cc)$/.test(name)).length;
const tail = (text) => text.trim().split('\n').slice(-40).join('\n');
