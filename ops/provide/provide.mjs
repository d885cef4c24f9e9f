// What both commands need before anything can run, in order.
import { dirname, join } from 'node:path';
import { provideDependencies } from './dependencies.mjs';
import { provideNode } from './node24.mjs';
import { cleanEnv, endRunning } from '../lib/run.mjs';
import { say, SetupStop } from '../lib/say.mjs';
import { provideWorker } from './worker.mjs';

export const root = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '../..');

/** Node 24, the libraries and the media worker. Returns the Node to use and the environment for what runs on it. */
export async function provideBasics() {
  const node = await provideNode();
  await provideDependencies(root);
  await provideWorker(root, node);
  const env = {
    ...cleanEnv(dirname(node)),
    // Node keeps compiled code here: the second start, and the start after a crash, are faster.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache/compiled'),
  };
  return { node, env };
}

/** Runs a command's main function; a SetupStop becomes its sentence and exit code 1. */
export async function main(work) {
  const giveUp = (signal) => {
    endRunning();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', giveUp).once('SIGTERM', giveUp).once('SIGHUP', giveUp);
  const stopListening = () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, giveUp);
  };
  try {
    process.exitCode = await work({ stopListening });
  } catch (error) {
    endRunning();
    if (!(error instanceof SetupStop)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
