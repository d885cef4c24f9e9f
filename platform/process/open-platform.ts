import { join } from 'node:path';
import { NodeId } from '#contracts/ids.ts';
import { createAccessRecorder } from '#platform/access/access-recorder.ts';
import { newUuid, systemNow, systemRandom } from '#platform/clock.ts';
import { createHealth } from '#platform/health.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import type { SettingsOf } from '#platform/settings.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { environmentTokenKeys, openTokenKeyFile } from '#platform/tokens/token-keys.ts';
import { createVault } from '#platform/vault/create-vault.ts';
import { openFileKeys } from '#platform/vault/file-keys.ts';
import { environmentKeys, type vaultSettings } from '#platform/vault/master-keys.ts';
import { createWork } from '#platform/work/create-work.ts';
import { openAlone } from './alone.ts';
import type { ServerSettings } from './server-settings.ts';
import type { GroundDeps } from './grounds.ts';

type Deps = Pick<GroundDeps, 'log' | 'lifecycle'> & {
  settings: SettingsOf<typeof vaultSettings> & ServerSettings;
  /** Where sisters reach this process. */
  address: string;
};

/** What every service of this process stands on. */
export async function openPlatform({ settings, log, lifecycle, address }: Deps) {
  const tools = { now: systemNow, newId: newUuid };
  const metrics = createMetrics({ processMetrics: true });
  const health = createHealth({
    now: systemNow,
    // Shorter than a proxy's patience: a process that waits for others' answers is alive itself.
    deadlineMs: 350,
    onFailure: (check, err) => log.warn({ check, err }, 'a health check failed'),
  });
  const keysDirectory = join(settings.BEDSIDE_DATA, 'keys');
  const tokenKeys = settings.BEDSIDE_TOKEN_KEYS
    ? environmentTokenKeys(settings.BEDSIDE_TOKEN_KEYS.reveal())
    : await openTokenKeyFile(join(keysDirectory, 'tokens.json'));
  const tokens = createTokens({ keys: tokenKeys, now: systemNow });
  const given = settings.BEDSIDE_MASTER_KEYS;
  const masterKeys = given
    ? environmentKeys(given.reveal())
    : await openFileKeys({ directory: keysDirectory, newId: newUuid });
  /** This process, as others find it. */
  const place = { nodeId: NodeId.parse(settings.BEDSIDE_NODE_ID), instanceId: newUuid(), address };
  const deps = { settings, log, lifecycle, metrics, health, tokens, tools };
  const [mongoUrl, redisUrl] = [settings.MONGODB_URL?.reveal(), settings.REDIS_URL?.reveal()];
  const grounds =
    mongoUrl !== undefined && redisUrl !== undefined
      ? // The drivers of MongoDB and Redis cost a server alone a third of its start and of its memory.
        await (await import('./together.ts')).openTogether({ ...deps, ...place, mongoUrl, redisUrl })
      : await openAlone(deps);
  const { bus, isAlone } = grounds;

  return {
    ...tools,
    ...grounds,
    place,
    log,
    metrics,
    tokens,
    health,

    /** A service's own pieces: its store, and what stands on it. */
    async openOwn(name: string) {
      const store = await grounds.openStore(name);
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
        work: () =>
          createWork({ store, log: serviceLog, random: systemRandom, isStoreOwn: isAlone, ...tools }),
        recordAccess: await createAccessRecorder({ store, ...tools }),
      };
    },
  };
}
export type Platform = Awaited<ReturnType<typeof openPlatform>>;
