// Debian's packages that set-up needs: only what is missing is installed, and only by root.
import { ask, isOnPath, run } from '../lib/run.mjs';
import { SetupStop, say } from '../lib/say.mjs';

export const TO_BUILD_THE_WORKER = [
  'g++',
  'make',
  'patch',
  'pkg-config',
  'libssl-dev',
  'libuv1-dev',
  'libsrtp2-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
];
export const TO_TEST = ['chromium', 'coturn', 'haproxy', 'iproute2', 'python3', 'redis-server'];

// Another apt may be at work; wait for it.
const PATIENT = ['-o', 'DPkg::Lock::Timeout=300'];

// What another package may stand in for: a program of this name on the PATH is as good.
const PROGRAM_OF = {
  'g++': 'g++',
  make: 'make',
  patch: 'patch',
  'pkg-config': 'pkg-config',
  'flatbuffers-compiler': 'flatc',
  chromium: 'chromium',
  coturn: 'turnserver',
  haproxy: 'haproxy',
  iproute2: 'ip',
  python3: 'python3',
  'redis-server': 'redis-server',
};

/** The packages of `wanted` that are not there. */
export function missingPackages(wanted, env = process.env) {
  const libraries = wanted.filter((name) => !PROGRAM_OF[name] || !isOnPath(PROGRAM_OF[name], env));
  if (libraries.length === 0) return [];
  // dpkg-query fails when one of the names is unknown to it, and still prints the others.
  const listed = askEvenIfFailing(
    'dpkg-query',
    ['-W', '-f', '${Package} ${db:Status-Status}\n', ...libraries],
    env,
  );
  const installed = new Set(
    listed
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return libraries.filter((name) => !installed.has(name));
}

/** Sees to it that the packages are there. Without root it stops with the line to run. */
export async function providePackages(
  wanted,
  why,
  { env = process.env, isRoot = process.getuid?.() === 0 } = {},
) {
  const missing = missingPackages(wanted, env);
  if (missing.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (!isOnPath('apt-get', env)) {
    throw new SetupStop(
      `${why} needs packages that are not here, under Debian's names: ${missing.join(' ')}`,
    );
  }
  if (!isRoot) {
    throw new SetupStop(
      `${why} needs system packages that are not here. Please run this line, then try again:\n\n` +
        `  ${lineToRun(install.join(' '), isOnPath('sudo', env))}\n`,
    );
  }
  say(`Installing system packages, which ${why.toLowerCase()} needs: ${missing.join(' ')}`);
  const aptEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  const first = await run('apt-get', [...PATIENT, ...install], { env: aptEnv });
  if (first.code === 0) return;
  // The package lists are missing or old: fetch them and try once more.
  const update = await run('apt-get', [...PATIENT, 'update', '-q'], { env: aptEnv });
  const second = await run('apt-get', [...PATIENT, ...install], { env: aptEnv });
  if (second.code !== 0) {
    throw new SetupStop(`apt-get could not install them. It said:\n${update.output}${second.output}`.trim());
  }
}

function lineToRun(install, hasSudo) {
  const line = (prefix) => `${prefix}apt-get update && ${prefix}apt-get ${install}`;
  return hasSudo ? line('sudo ') : `su -c '${line('')}'`;
}

function askEvenIfFailing(command, args, env) {
  return ask('/bin/sh', ['-c', '"$@" 2>/dev/null || true', 'sh', command, ...args], env) ?? '';
}
