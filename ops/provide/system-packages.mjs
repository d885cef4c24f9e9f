// Debian's packages that set-up needs: only what is missing is installed, and only by root.
import { ask, isOnPath, run } from '../lib/run.mjs';
import { progress, SetupStop, say } from '../lib/say.mjs';

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

// Another apt may be at work: wait for it. How far it is stands among what it prints.
const OPTIONS = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'APT::Status-Fd=1'];
/** `dlstatus:1:40.5:…` while it fetches, `pmstatus:libssl-dev:amd64:20.0:…` while it installs. */
const STATUS = /^(dl|pm)status:.*?:(\d+(?:\.\d+)?):/;

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
  { env = process.env, isRoot = process.getuid?.() === 0, out = process.stdout } = {},
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
  const bar = progress('installing', out);
  const onLine = (line) => {
    const [, part, percent] = STATUS.exec(line) ?? [];
    if (part) bar.report((part === 'pm' ? 100 : 0) + Number(percent), 200);
  };
  const aptEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  const tryIt = () => run('apt-get', [...OPTIONS, ...install], { env: aptEnv, onLine });
  const update = () => run('apt-get', [...OPTIONS, 'update', '-q'], { env: aptEnv });
  const first = await tryIt();
  // The package lists are missing or old: fetch them and try once more.
  const tries = first.code === 0 ? [first] : [await update(), await tryIt()];
  bar.end();
  if (tries.at(-1).code === 0) return;
  const said = tries.flatMap(({ output }) => output.split('\n')).filter((line) => !STATUS.test(line));
  throw new SetupStop(`apt-get could not install them. It said:\n${said.join('\n')}`.trim());
}

function lineToRun(install, hasSudo) {
  const line = (prefix) => `${prefix}apt-get update && ${prefix}apt-get ${install}`;
  return hasSudo ? line('sudo ') : `su -c '${line('')}'`;
}

function askEvenIfFailing(command, args, env) {
  return ask('/bin/sh', ['-c', '"$@" 2>/dev/null || true', 'sh', command, ...args], env) ?? '';
}
