import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigurationError, type SettingsOf } from '#platform/settings.ts';
import type { logSettings } from '../log.ts';
import type { ServerSettings } from './server-settings.ts';

type Settings = Pick<ServerSettings, 'BEDSIDE_DATA' | 'MONGODB_URL'> & SettingsOf<typeof logSettings>;

/** Makes the data folder, where this process needs one. Throws `ConfigurationError` when it cannot be written to. */
export function demandDataFolder(settings: Settings): void {
  const { BEDSIDE_DATA: folder, MONGODB_URL: database, BEDSIDE_LOG: log } = settings;
  if (database !== undefined && log === 'stdout') return;
  try {
    make(resolve(folder));
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new ConfigurationError([
      `BEDSIDE_DATA cannot be "${folder}": it must be a folder that this user may write to (${why}).`,
    ]);
  }
}

/** Step by step: `recursive` never returns on a file system that takes no folders, such as /proc. */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  }
}
