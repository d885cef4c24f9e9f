// One set-up at a time in one clone: `npm start` and `npm test` may be begun together.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { say, SetupStop } from '../lib/say.mjs';

const LOOK_AGAIN_MS = 150;
const LONGEST_WAIT_MS = 45 * 60 * 1000;

/** Runs `work` while no other living process holds `file`. */
export async function withLock(file, work, { longestWaitMs = LONGEST_WAIT_MS } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  const giveUpAt = Date.now() + longestWaitMs;
  let hasSaid = false;
  while (!take(file)) {
    if (!hasSaid) say('Waiting for another set-up in this folder to finish.');
    hasSaid = true;
    if (Date.now() > giveUpAt)
      throw new SetupStop(`Another set-up holds ${file} for too long. Remove it if none runs.`);
    await pause(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld(file)) rmSync(file, { force: true });
    return false;
  }
}

function isHeld(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    // Empty for a moment while its holder is writing.
    if (holder > 0) process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
