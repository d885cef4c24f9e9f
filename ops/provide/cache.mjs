// The per-user cache, shared by every clone on this machine. An entry appears whole or not at all.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** `~/.cache/bedside`, or the same under XDG_CACHE_HOME. */
export function cacheRoot(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'bedside');
}

/**
 * The folder `entry`, made by `make(temporaryFolder)` if it is not there. The work happens beside its final place and
 * is moved there in one rename, so that two launchers at once, or one that is killed, cannot leave half an entry:
 * whoever finishes second uses what the first has made.
 */
export async function cached(entry, make) {
  if (existsSync(entry)) return entry;
  mkdirSync(dirname(entry), { recursive: true });
  sweep(dirname(entry));
  const scratch = join(dirname(entry), `.making-${process.pid}-${randomBytes(4).toString('hex')}`);
  const clear = () => rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  process.once('exit', clear);
  try {
    await make(scratch);
    moveIntoPlace(scratch, entry);
  } finally {
    clear();
    process.off('exit', clear);
  }
  return entry;
}

function moveIntoPlace(scratch, entry) {
  try {
    renameSync(scratch, entry);
  } catch (error) {
    if (!existsSync(entry)) throw error;
  }
}

/** What a killed launcher left behind long ago. */
function sweep(folder) {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('.making-')) continue;
    const left = join(folder, name);
    const age = Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > A_DAY_MS) rmSync(left, { recursive: true, force: true });
  }
}
