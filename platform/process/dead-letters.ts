import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventRegistry } from '#contracts/events/registry.ts';
import { Refusal } from '#contracts/refusal.ts';
import { DeadLetters } from '#platform/bus/local/dead-letters.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { parseEvent } from '#platform/bus/parse-event.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openSqliteReader } from '#platform/store/sqlite/open-sqlite-reader.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { TaskStore } from '#platform/work/task-store.ts';

/** What failed too often: an event that a group could not handle, or a task. `name` is how an operator calls it. */
export type DeadItem = { name: string; what: string; reason: string; failedAt: number };

const servicesWithWork = ['visits', 'billing'];
const tools = { now: systemNow, newId: newUuid };

/** Everything that failed too often, read from the files alone, beside a running server or without one. */
export async function listDead(folder: string): Promise<DeadItem[]> {
  const letters = await reading(folder, 'bus', async (store) =>
    (await DeadLetters.open(store, systemNow)).listAll(),
  );
  const tasks = servicesWithWork.map(async (service) => {
    const dead = await reading(folder, service, async (store) =>
      (await TaskStore.open({ store, ...tools })).dead(),
    );
    return dead.map(({ key, kind, reason, diedAt }) => ({
      name: `task ${service} ${key}`,
      what: kind,
      reason,
      failedAt: diedAt,
    }));
  });
  const events = letters.map(({ id, event, reason, failedAt }) => ({
    name: `event ${id}`,
    what: typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : 'unreadable',
    reason,
    failedAt,
  }));
  return [...events, ...(await Promise.all(tasks)).flat()];
}

/**
 * Has it tried again when the server starts: a task begins anew; an event is published again, and those who handled it before
 * make its effect once. The server must not run: refuses `data_in_use`. Refuses `not_found`, and `invalid_input` for an event
 * that still breaks its contract.
 */
export async function reviveDead(folder: string, name: string): Promise<void> {
  const [kind, ...rest] = name.split(' ');
  const [service = '', ...key] = rest;
  if (kind === 'event')
    return writing(folder, 'bus', (store) => publishAgain(store, { group: service, id: rest.join(' ') }));
  if (kind === 'task' && servicesWithWork.includes(service))
    return writing(folder, service, async (store) =>
      (await TaskStore.open({ store, ...tools })).revive(key.join(' ')),
    );
  throw new Refusal('not_found', `Nothing is called "${name}".`);
}

async function publishAgain(store: Store, { group, id }: { group: string; id: string }): Promise<void> {
  const letters = await DeadLetters.open(store, systemNow);
  const { event } = await letters.get(group, id);
  const bus = await createLocalBus({ store, registry: eventRegistry, log: silentLog, ...tools });
  await bus.publish([parseEvent(eventRegistry, event)]);
  await letters.remove(id);
  await bus.close();
}

async function reading<T>(
  folder: string,
  name: string,
  read: (store: Pick<Store, 'collection'>) => Promise<T[]>,
): Promise<T[]> {
  const file = join(folder, `${name}.sqlite`);
  if (!existsSync(file)) throw new Refusal('not_found', `There is nothing at ${file}.`);
  const store = openSqliteReader({ file });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

async function writing(folder: string, name: string, write: (store: Store) => Promise<void>): Promise<void> {
  const store = await openSqliteStore({ file: join(folder, `${name}.sqlite`), now: systemNow });
  try {
    await write(store);
  } finally {
    await store.close();
  }
}
