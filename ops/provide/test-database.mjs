// A MongoDB server for tests where the machine has none: SecantusDB, which speaks MongoDB's protocol, from PyPI.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { isOnPath, run } from '../lib/run.mjs';
import { say, SetupStop } from '../lib/say.mjs';
import { providePackages } from './system-packages.mjs';

export const SECANTUS_VERSION = '0.7.0b3';
const INSTALL_LIMIT_MS = 5 * 60 * 1000;

/**
 * What tests may use as their database: `url` of a server that is there, or the `command` that starts one of their own. If there
 * is none and none can be fetched, CI stops, and elsewhere nothing is returned: what needs it is skipped.
 */
export async function provideTestDatabase({ env = process.env } = {}) {
  if (env.MONGODB_URL) return { url: env.MONGODB_URL };
  if (isOnPath('mongod', env)) return { command: ['mongod'] };
  const folder = join(cacheRoot(env), 'secantusdb', SECANTUS_VERSION);
  try {
    if (!existsSync(folder)) await fetchServer(folder, env);
  } catch (error) {
    if (env.CI === 'true' || !(error instanceof SetupStop)) throw error;
    say(`NO DATABASE SERVER: every test that needs MongoDB is skipped. ${error.message}`);
    return undefined;
  }
  return { command: [join(folder, 'bin/python3'), '-m', 'secantus'] };
}

async function fetchServer(folder, env) {
  say('Fetching a database server for tests; under a minute on most lines.');
  await cached(folder, (scratch) => install(scratch, env));
}

/** Made beside its place and moved there: its scripts, which name their folder, are not used, only its Python. */
async function install(scratch, env) {
  const make = () => run('python3', ['-m', 'venv', scratch], { env });
  let made = await make();
  if (made.code !== 0) {
    // Debian keeps this part of Python in a package of its own.
    await providePackages(['python3-venv'], 'The database server for tests', { env });
    made = await make();
  }
  if (made.code !== 0) throw new SetupStop(`python3 made no folder for it. It said:\n${made.output.trim()}`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', `SecantusDB==${SECANTUS_VERSION}`];
  const fetched = await run(join(scratch, 'bin/python3'), pip, { env, deadlineMs: INSTALL_LIMIT_MS });
  if (fetched.code !== 0)
    throw new SetupStop(
      `pip did not fetch SecantusDB ${SECANTUS_VERSION}. It said:\n${fetched.output.trim()}`,
    );
}
