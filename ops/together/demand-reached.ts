import { systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';

type Given = { redisUrl: string | undefined; mongoUrl: string | undefined };

/**
 * Asks the servers that the settings name, as every process will, so that nine of them need not say that one is out of reach.
 * Throws what those would: a `Refusal` or `ConfigurationError` with a sentence.
 */
export async function demandReached({ redisUrl, mongoUrl }: Given): Promise<void> {
  const log = silentLog;
  if (redisUrl !== undefined) (await openRedis({ url: redisUrl, prefix: 'bedside', log })).close();
  if (mongoUrl === undefined) return;
  const store = await openMongoStore({ url: mongoUrl, database: 'bedside', now: systemNow, log });
  await store.close();
}
