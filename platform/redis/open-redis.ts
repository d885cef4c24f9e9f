import { Refusal } from '#contracts/refusal.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import { ConfigurationError } from '#platform/settings.ts';
import { replyCode } from './redis-errors.ts';
import { Redis } from './redis.ts';

type Options = ConstructorParameters<typeof Redis>[0] & {
  /** How long to wait for it. */
  withinMs?: number;
};

const oldest = 7;
const form = 'REDIS_URL=redis://user:password@host:6379, or rediss:// for TLS';

/**
 * Connects to Redis. Throws `ConfigurationError` where the address is none or Redis is too old, and refuses `unavailable` where it
 * cannot be reached now: each with a sentence that says what to write and never shows a password.
 */
export async function openRedis({ withinMs = 3_000, ...options }: Options): Promise<Redis> {
  const { place, database } = readAddress(options.url);
  const redis = new Redis(options);
  try {
    await withDeadline(redis.opened, withinMs, 'Connecting to Redis');
    if (database > 0) await demandDatabase(redis, { place, database });
    demandFit(await redis.ask((client) => client.info()), options.log);
    return redis;
  } catch (error) {
    redis.close();
    if (error instanceof ConfigurationError) throw error;
    throw new Refusal('unavailable', `${reason(place, redis.lastError ?? error)} Write ${form}.`);
  }
}

/** `place`: the address without who asks and the password. */
function readAddress(address: string): { place: string; database: number } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const [, database] = /^\/?(\d*)$/.exec(url?.pathname ?? '-') ?? [];
  if (!url?.hostname || !['redis:', 'rediss:'].includes(url.protocol) || database === undefined)
    throw new ConfigurationError([`REDIS_URL is no address of a Redis. Write ${form}.`]);
  return { place: url.host, database: Number(database) };
}

/** The client itself goes on with the first one where it is refused another. */
async function demandDatabase(redis: Redis, { place, database }: { place: string; database: number }) {
  try {
    await redis.ask((client) => client.select(database));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('ERR ')) throw error;
    throw new ConfigurationError([`Redis at ${place} has no database ${database}. Write ${form}.`]);
  }
}

function reason(place: string, error: unknown): string {
  const refusals = ['WRONGPASS', 'NOAUTH', 'NOPERM'];
  if (refusals.includes(replyCode(error)))
    return `Redis at ${place} does not accept the name and password of REDIS_URL.`;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return `No Redis answers at ${place}${code}: start it there, or correct REDIS_URL.`;
}

function demandFit(info: string, log: Redis['log']): void {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? '0';
  if (Number.parseInt(version, 10) < oldest) {
    throw new ConfigurationError([
      `Redis ${version} is too old: REDIS_URL must lead to Redis ${oldest} or later.`,
    ]);
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  if (policy !== 'noeviction')
    log.warn(
      { policy },
      'Redis may drop leases and events when its memory is full: set maxmemory-policy noeviction',
    );
}
