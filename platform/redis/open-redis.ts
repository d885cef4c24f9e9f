import type { Redis as Client } from 'ioredis';
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
  const place = placeOf(options.url);
  const redis = new Redis(options);
  try {
    await withDeadline(redis.opened, withinMs, 'Connecting to Redis');
    await redis.ask((client) => demandFit(client, options.log));
    return redis;
  } catch (error) {
    redis.close();
    if (error instanceof ConfigurationError) throw error;
    throw new Refusal('unavailable', `${reason(place, redis.lastError ?? error)} Write ${form}.`);
  }
}

/** The address without who asks and the password. */
function placeOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.hostname && ['redis:', 'rediss:'].includes(url.protocol)) return url.host;
  throw new ConfigurationError([`REDIS_URL is no address of a Redis. Write ${form}.`]);
}

function reason(place: string, error: unknown): string {
  const refusals = ['WRONGPASS', 'NOAUTH', 'NOPERM'];
  if (refusals.includes(replyCode(error)))
    return `Redis at ${place} does not accept the name and password of REDIS_URL.`;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return `No Redis answers at ${place}${code}: start it there, or correct REDIS_URL.`;
}

async function demandFit(client: Client, log: Redis['log']): Promise<void> {
  const info = await client.info();
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
