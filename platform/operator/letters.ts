import { eventRegistry } from '#contracts/events/registry.ts';
import type { Bus, DeadLetter } from '#platform/bus/bus.ts';
import { DeadLetters } from '#platform/bus/local/dead-letters.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { parseEvent } from '#platform/bus/parse-event.ts';
import { RedisDeadLetters } from '#platform/bus/redis/dead-letters.ts';
import { busKeys } from '#platform/bus/redis/partitions.ts';
import { createRedisBus } from '#platform/bus/redis/redis-bus.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createRedisCluster } from '#platform/cluster/redis-cluster.ts';
import { silentLog } from '#platform/log.ts';
import type { OperatorData } from './data.ts';

type Named = DeadLetter & { name: string };

/** Events that failed too often, as operators' commands find them. `name` is the group and the event. */
export type Letters = {
  list(): Promise<Named[]>;
  /** Publishes the event once more, to everybody. Refuses `not_found`; `invalid_input` if it still breaks its contract. */
  publishAgain(name: string): Promise<void>;
};

const tools = { now: systemNow, newId: newUuid, log: silentLog };

export const lettersOf = (data: OperatorData): Letters =>
  data.openRedis === undefined ? inFiles(data) : inRedis(data.openRedis);

async function publish(bus: Bus, { event }: DeadLetter): Promise<void> {
  try {
    await bus.publish([parseEvent(eventRegistry, event)]);
  } finally {
    await bus.close();
  }
}

const inFiles = (data: OperatorData): Letters => ({
  async list() {
    const store = await data.openReader('bus');
    try {
      const letters = await (await DeadLetters.open(store, systemNow)).listAll();
      return letters.map((letter) => ({ ...letter, name: letter.id }));
    } finally {
      await store.close();
    }
  },
  async publishAgain(name) {
    const store = await data.openStore('bus');
    try {
      const letters = await DeadLetters.open(store, systemNow);
      const letter = await letters.get(name.split(' ')[0] ?? '', name);
      await publish(await createLocalBus({ store, registry: eventRegistry, ...tools }), letter);
      await letters.remove(name);
    } finally {
      await store.close();
    }
  },
});

const inRedis = (openRedis: NonNullable<OperatorData['openRedis']>): Letters => ({
  async list() {
    const redis = await openRedis();
    try {
      const keys = busKeys(`${redis.prefix}:bus`);
      const dead = new RedisDeadLetters({ redis, keys, now: systemNow });
      const groups = await redis.ask((client) => client.hkeys(keys.groups));
      const letters = await Promise.all(groups.toSorted().map((group) => dead.list(group)));
      return letters.flat().map((letter) => ({ ...letter, name: `${letter.group} ${letter.id}` }));
    } finally {
      redis.close();
    }
  },
  async publishAgain(name) {
    const redis = await openRedis();
    const cluster = createRedisCluster({ redis, ...tools });
    try {
      const dead = new RedisDeadLetters({ redis, keys: busKeys(`${redis.prefix}:bus`), now: systemNow });
      const [group = '', id = ''] = name.split(' ');
      const letter = await dead.get(group, id);
      await publish(await createRedisBus({ redis, cluster, registry: eventRegistry, ...tools }), letter);
      await dead.remove(group, id);
    } finally {
      await cluster.close();
      redis.close();
    }
  },
});
