import { join } from 'node:path';
import { eventRegistry } from '#contracts/events/registry.ts';
import { createAccessRecorder } from '#platform/access/access-recorder.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { newUuid, systemNow, systemRandom } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { createHealth } from '#platform/health.ts';
import type { Lifecycle } from '#platform/lifecycle.ts';
import type { Log } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import { createWriteCheck } from './write-check.ts';
import { createLocalRpc } from '#platform/rpc/local-rpc.ts';
import type { SettingsOf } from '#platform/settings.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { openTokenKeyFile } from '#platform/tokens/token-keys.ts';
import { createVault } from '#platform/vault/create-vault.ts';
import { openFileKeys } from '#platform/vault/file-keys.ts';
import { environmentKeys, type vaultSettings } from '#platform/vault/master-keys.ts';
import { createWork } from '#platform/work/create-work.ts';

type Deps = {
  dataDirectory: string;
  settings: SettingsOf<typeof vaultSettings>;
  log: Log;
  lifecycle: Lifecycle;
};

/** What every service of this process stands on, in the way of running alone: files, memory and direct calls. */
export async function openPlatform({ dataDirectory, settings, log, lifecycle }: Deps) {
  const tools = { now: systemNow, newId: newUuid };
  const metrics = createMetrics({ processMetrics: true });
  const openStore = async (name: string) => {
    const store = await openSqliteStore({ file: join(dataDirectory, `${name}.sqlite`), now: systemNow });
    lifecycle.add({ name: `${name}'s store`, stop: () => store.close() });
    return store;
  };
  const busStore = await openStore('bus');
  const bus = await createLocalBus({ store: busStore, registry: eventRegistry, log, ...tools });
  lifecycle.add({ name: 'bus', stop: () => bus.close() });
  const cluster = createMemoryCluster({ log, ...tools });
  lifecycle.add({ name: 'cluster', stop: () => cluster.close() });
  const rpc = createLocalRpc({ log, metrics, newId: newUuid });
  const keys = await openTokenKeyFile(join(dataDirectory, 'keys', 'tokens.json'));
  const given = settings.BEDSIDE_MASTER_KEYS;
  const masterKeys = given
    ? environmentKeys(given.reveal())
    : await openFileKeys({ directory: join(dataDirectory, 'keys'), newId: newUuid });

  const health = createHealth({
    now: systemNow,
    onFailure: (check, err) => log.warn({ check, err }, 'a health check failed'),
  });
  health.add('data', await createWriteCheck({ store: busStore, ...tools }));

  return {
    ...tools,
    log,
    metrics,
    bus,
    cluster,
    rpc,
    tokens: createTokens({ keys, now: systemNow }),
    health,

    /** A service's own pieces: its store, and what stands on it. */
    async openOwn(name: string) {
      const store = await openStore(name);
      const serviceLog = log.child({ service: name });
      const outbox = createOutbox({ store, bus, log: serviceLog });
      // Here, not left to the service: what it wrote for others must reach them, also the facts of who looked.
      lifecycle.add({
        name: `${name}'s outbox`,
        start: () => outbox.start(),
        stop: () => outbox.stop(),
      });
      return {
        ...tools,
        store,
        bus,
        metrics,
        log: serviceLog,
        outbox,
        vault: () => createVault({ store, keys: masterKeys, ...tools }),
        work: () => createWork({ store, log: serviceLog, random: systemRandom, isStoreOwn: true, ...tools }),
        recordAccess: await createAccessRecorder({ store, ...tools }),
      };
    },
  };
}
export type Platform = Awaited<ReturnType<typeof openPlatform>>;
