import { Refusal } from '#contracts/refusal.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { TaskStore } from '#platform/work/task-store.ts';
import type { OperatorData } from './data.ts';
import { lettersOf } from './letters.ts';

/** What failed too often: an event that a group could not handle, or a task. `name` is how an operator calls it. */
export type DeadItem = { name: string; what: string; reason: string; failedAt: number };

const servicesWithWork = ['visits', 'billing'];
const tools = { now: systemNow, newId: newUuid };

/** Everything that failed too often, beside whatever runs. */
export async function listDead(data: OperatorData): Promise<DeadItem[]> {
  const events = (await lettersOf(data).list()).map(({ name, event, reason, failedAt }) => ({
    name: `event ${name}`,
    what: typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : 'unreadable',
    reason,
    failedAt,
  }));
  const tasks = await Promise.all(servicesWithWork.map((service) => deadTasks(data, service)));
  return [...events, ...tasks.flat()];
}

async function deadTasks(data: OperatorData, service: string): Promise<DeadItem[]> {
  const store = await data.openReader(service);
  try {
    const dead = await (await TaskStore.open({ store, ...tools })).dead();
    return dead.map(({ key, kind, reason, diedAt }) => ({
      name: `task ${service} ${key}`,
      what: kind,
      reason,
      failedAt: diedAt,
    }));
  } finally {
    await store.close();
  }
}

/**
 * Has it tried again: a task begins anew; an event is published again, and those who handled it before make its effect once.
 * A server that runs alone must be stopped: refuses `data_in_use`. Refuses `not_found`, and `invalid_input` for an event that
 * still breaks its contract.
 */
export async function reviveDead(data: OperatorData, name: string): Promise<void> {
  const [kind, ...rest] = name.split(' ');
  const [service = '', ...key] = rest;
  if (kind === 'event') return lettersOf(data).publishAgain(rest.join(' '));
  if (kind !== 'task' || !servicesWithWork.includes(service))
    throw new Refusal('not_found', `Nothing is called "${name}".`);
  const store = await data.openStore(service);
  try {
    await (await TaskStore.open({ store, ...tools })).revive(key.join(' '));
  } finally {
    await store.close();
  }
}
