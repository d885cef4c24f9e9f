import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventEnvelope } from '#contracts/event.ts';
import { eventRegistry } from '#contracts/events/registry.ts';
import type { Bus } from '#platform/bus/bus.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { newUuid, systemNow, systemRandom } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { createVault } from '#platform/vault/create-vault.ts';
import { openFileKeys } from '#platform/vault/file-keys.ts';
import { createWork } from '#platform/work/create-work.ts';
import { until } from '../../test/kit/until.ts';
import { operatorData } from './data.ts';
import { listDead, reviveDead } from './dead-letters.ts';
import { rotateMasterKey } from './rotate-master-key.ts';

const tools = { now: systemNow, newId: newUuid };
const sample = join(import.meta.dirname, '../../contracts/events/samples/chat.message_sent@1.json');

let folder = '';
const stores: Store[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bedside-operator-'));
});
afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true });
});
async function open(name: string): Promise<Store> {
  const store = await openSqliteStore({ file: join(folder, `${name}.sqlite`), now: systemNow });
  stores.push(store);
  return store;
}
const closeAll = async () => {
  for (const store of stores.splice(0)) await store.close();
};
const inUse = { code: 'data_in_use', message: expect.stringContaining('Stop it') };

describe('what failed for good', () => {
  let heard: string[];
  /** The server's bus; in the group `billing` every event fails as long as it is broken. */
  async function startBus(isBroken: boolean): Promise<Bus> {
    const tuning = { tries: 1, saveEveryMs: 1 };
    const store = await open('bus');
    const bus = await createLocalBus({ store, registry: eventRegistry, log: silentLog, tuning, ...tools });
    const handle = async ({ id }: EventEnvelope) => {
      if (isBroken) throw new Error('not now');
      heard.push(id);
    };
    await bus.subscribe({ group: 'billing', types: ['chat.message_sent'], handle });
    return bus;
  }
  async function startWork(isBroken: boolean) {
    const store = await open('billing');
    const tuning = { tries: 1 };
    const work = await createWork({ store, log: silentLog, random: systemRandom, tuning, ...tools });
    const charge = async ({ key }: { key: string }) => {
      if (isBroken) throw new Error('no card');
      heard.push(key);
    };
    await work.start({ charge });
    return work;
  }
  beforeEach(() => {
    heard = [];
  });

  it('is listed beside the server, and tried again at the next start', async () => {
    const event = EventEnvelope.parse(JSON.parse(await readFile(sample, 'utf8')));
    const bus = await startBus(true);
    await bus.publish([event]);
    const work = await startWork(true);
    await createWork({ store: await open('visits'), log: silentLog, random: systemRandom, ...tools });
    await work.schedule({ key: 'charge 1', kind: 'charge', dueAt: 0, payload: {} });
    await until(async () => (await listDead(operatorData(folder))).length === 2);
    const dead = await listDead(operatorData(folder));
    expect(dead).toMatchObject([
      { name: `event billing ${event.id}`, what: 'chat.message_sent', reason: 'not now' },
      { name: 'task billing charge 1', what: 'charge', reason: 'no card' },
    ]);
    for (const { name } of dead)
      await expect(reviveDead(operatorData(folder), name)).rejects.toMatchObject(inUse);
    await work.stop();
    await bus.close();
    await closeAll();

    for (const { name } of dead) await reviveDead(operatorData(folder), name);
    await expect(reviveDead(operatorData(folder), `event billing ${newUuid()}`)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await listDead(operatorData(folder))).toEqual([]);
    const again = await startBus(false);
    const workAgain = await startWork(false);
    await until(() => heard.length === 2);
    expect(heard.toSorted()).toEqual([event.id, 'charge 1'].toSorted());
    await workAgain.stop();
    await again.close();
  });
});

describe('a new master key', () => {
  const scope = { tenantId: newUuid(), kind: 'conversation', id: newUuid() } as const;
  const directory = () => join(folder, 'keys');
  const openVault = async (store: Store) =>
    createVault({ store, keys: await openFileKeys({ directory: directory(), newId: newUuid }), ...tools });

  it('wraps every data key, so that the old one is not needed any more', async () => {
    const names = ['visits', 'chat'];
    const sealed = new Map<string, string>();
    for (const name of names)
      sealed.set(name, await (await openVault(await open(name))).seal(scope, 'record', name));
    const old = await readdir(directory());
    await expect(rotateMasterKey(operatorData(folder))).rejects.toMatchObject(inUse);
    expect(await readdir(directory())).toEqual(old);
    await closeAll();

    const keyId = await rotateMasterKey(operatorData(folder));
    for (const file of old) await rm(join(directory(), file));
    expect(await readdir(directory())).toEqual([`master-${keyId}.key`]);
    for (const name of names) {
      const vault = await openVault(await open(name));
      expect(await vault.open(scope, 'record', sealed.get(name) ?? '')).toBe(name);
    }
  });
});
