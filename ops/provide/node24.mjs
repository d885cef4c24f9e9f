// Bedside runs on Node 24. Where the machine's Node is older, the npm package node-<platform>-<arch> brings one.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { run } from '../lib/run.mjs';
import { SetupStop, say } from '../lib/say.mjs';

export const NODE_VERSION = '24.21.0';
const WANTED_MAJOR = 24;

/** The path of a Node 24 (or later) executable. */
export async function provideNode({ env = process.env, own = process } = {}) {
  if (Number(own.versions.node.split('.')[0]) >= WANTED_MAJOR) return own.execPath;
  const platform = `${own.platform}-${own.arch}`;
  const entry = join(cacheRoot(env), 'node', `${NODE_VERSION}-${platform}`);
  const executable = join(entry, 'bin', 'node');
  if (existsSync(executable)) return executable;
  say(
    `Fetching Node ${NODE_VERSION}: Bedside needs Node ${WANTED_MAJOR}, this machine has ${own.versions.node}.`,
  );
  await cached(entry, (scratch) => fetchNode(scratch, platform, env));
  return executable;
}

async function fetchNode(scratch, platform, env) {
  const name = `node-${platform}`;
  const room = join(scratch, '.fetch');
  mkdirSync(room);
  // A package.json of its own keeps npm from looking for one further up.
  writeFileSync(join(room, 'package.json'), '{"private":true}');
  const quiet = [
    '--ignore-scripts',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--loglevel=error',
  ];
  const { code, output } = await run(
    'npm',
    ['install', '--prefix', room, ...quiet, `${name}@${NODE_VERSION}`],
    {
      cwd: room,
      env: npmEnv(env),
    },
  );
  const fetched = join(room, 'node_modules', name);
  if (code !== 0 || !existsSync(join(fetched, 'bin', 'node'))) {
    throw new SetupStop(`npm could not fetch ${name}@${NODE_VERSION}. It said:\n${output.trim()}`);
  }
  for (const part of ['bin', 'package.json', 'LICENSE']) {
    if (existsSync(join(fetched, part))) renameSync(join(fetched, part), join(scratch, part));
  }
  const proof = await run(join(scratch, 'bin', 'node'), ['--version']);
  if (proof.output.trim() !== `v${NODE_VERSION}`) {
    throw new SetupStop(`The fetched Node does not run on this machine. It said:\n${proof.output.trim()}`);
  }
  rmSync(room, { recursive: true, force: true });
}

/** npm, called from an npm script, would take that script's folder for its own. */
export function npmEnv(env) {
  const { npm_config_local_prefix: _local, npm_config_prefix: _prefix, INIT_CWD: _cwd, ...rest } = env;
  return Object.fromEntries(
    Object.entries(rest).filter(([name]) => !/^npm_(package|lifecycle|command)/.test(name)),
  );
}
