import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#contracts/refusal.ts';
import { systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { serverSettings } from '#platform/process/server-settings.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import type { Redis } from '#platform/redis/redis.ts';
import { ConfigurationError, readSettings } from '#platform/settings.ts';
import { hasDatabase } from '#platform/store/mongo/has-database.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import { openSqliteReader } from '#platform/store/sqlite/open-sqlite-reader.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';

export type ReadStore = Pick<Store, 'collection' | 'close'>;

/** What operators' commands work on: the files of a data folder, or the databases of an installation of several processes. */
export type OperatorData = {
  /** The data folder, or that of the process which the command speaks for. */
  folder: string;
  /** To read a service's documents beside whatever runs. Refuses `not_found`. */
  openReader(name: string): Promise<ReadStore>;
  /** To write them. Files must not be in use: refuses `data_in_use`. Refuses `not_found`. */
  openStore(name: string): Promise<Store>;
  /** What joins the processes; nothing where Bedside runs alone. */
  openRedis: (() => Promise<Redis>) | undefined;
};

type Env = Readonly<Record<string, string | undefined>>;

/** With MONGODB_URL and REDIS_URL in `env` the installation's; else the files of the folder. Throws ConfigurationError. */
export function operatorData(folder: string, env: Env = {}): OperatorData {
  const { MONGODB_URL, REDIS_URL, BEDSIDE_INSTALLATION } = env;
  const { values } = readSettings([serverSettings], { MONGODB_URL, REDIS_URL, BEDSIDE_INSTALLATION });
  const [mongoUrl, redisUrl] = [values.MONGODB_URL?.reveal(), values.REDIS_URL?.reveal()];
  if (mongoUrl === undefined && redisUrl === undefined) return filesOf(folder);
  if (mongoUrl === undefined || redisUrl === undefined)
    throw new ConfigurationError([
      'Set both MONGODB_URL and REDIS_URL for an installation of several processes, or neither.',
    ]);
  return databasesOf({ folder, mongoUrl, redisUrl, installation: values.BEDSIDE_INSTALLATION });
}

function filesOf(folder: string): OperatorData {
  const existing = (name: string): string => {
    const file = join(folder, `${name}.sqlite`);
    if (!existsSync(file))
      throw new Refusal('not_found', `There is nothing at ${file}. Name the data folder.`);
    return file;
  };
  return {
    folder,
    openReader: async (name) => openSqliteReader({ file: existing(name) }),
    openStore: async (name) => openSqliteStore({ file: existing(name), now: systemNow }),
    openRedis: undefined,
  };
}

type Installation = { folder: string; mongoUrl: string; redisUrl: string; installation: string };

function databasesOf({ folder, mongoUrl, redisUrl, installation }: Installation): OperatorData {
  const openStore = async (name: string): Promise<Store> => {
    const database = `${installation}_${name}`;
    const store = await openMongoStore({ url: mongoUrl, database, now: systemNow, log: silentLog });
    if (await hasDatabase(mongoUrl, database)) return store;
    await store.close();
    throw new Refusal('not_found', `There is nothing in the database ${database}. Set BEDSIDE_INSTALLATION.`);
  };
  return {
    folder,
    openReader: openStore,
    openStore,
    openRedis: () => openRedis({ url: redisUrl, prefix: installation, log: silentLog }),
  };
}
