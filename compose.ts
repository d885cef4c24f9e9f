import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BillingRpc } from '#contracts/rpc/billing.ts';
import { IdentityRpc } from '#contracts/rpc/identity.ts';
import { LendingRpc } from '#contracts/rpc/lending.ts';
import { MediaRpc } from '#contracts/rpc/media.ts';
import { VisitsRpc } from '#contracts/rpc/visits.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { createApp } from '#platform/http/create-app.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { readTlsFiles } from '#platform/http/tls-files.ts';
import { renderOpenApi } from '#platform/http/openapi.ts';
import { newUuid, systemRandom } from '#platform/clock.ts';
import { readyWhenStarted } from '#platform/health.ts';
import { createLifecycle } from '#platform/lifecycle.ts';
import { endFailedStart, runUntilSignal } from '#platform/lifecycle/run-until-signal.ts';
import { createLog, type Log, logSettings, openLog } from '#platform/log.ts';
import { addressesOf } from '#platform/process/addresses.ts';
import { demandDataFolder } from '#platform/process/data-folder.ts';
import { openPlatform } from '#platform/process/open-platform.ts';
import { serverSettings } from '#platform/process/server-settings.ts';
import { demandOneWay, wantedServices } from '#platform/process/wanted-services.ts';
import { welcome } from '#platform/process/welcome.ts';
import { createRoomCalls } from '#platform/placement/room-calls.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { rpcClient } from '#platform/rpc/rpc-client.ts';
import type { Service } from '#platform/service.ts';
import { readSettings } from '#platform/settings.ts';
import { answerSockets, remoteSockets } from '#platform/sockets/remote-sockets.ts';
import { createRevokedSessions } from '#platform/tokens/revoked-sessions.ts';
import { createAdmin } from '#platform/process/admin.ts';
import { vaultSettings } from '#platform/vault/master-keys.ts';
import { createAudit } from './audit/service.ts';
import { billingSettings, createBilling, openStripe } from './billing/service.ts';
import { createChat } from './chat/service.ts';
import { createIdentity, identitySettings } from './identity/service.ts';
import { createMedia, mediaSettings } from './media/service.ts';
import { demoTenant } from './ops/demo/demo-clinic.ts';
import { createDemo } from './ops/demo/demo-part.ts';
import { createSignaling } from './signaling/service.ts';
import { createVisits, visitsSettings } from './visits/service.ts';

/** Every setting there is, in the order of docs/running.md. */
export const everySetting = [
  serverSettings,
  mediaSettings,
  identitySettings,
  visitsSettings,
  billingSettings,
  vaultSettings,
  logSettings,
] as const;

const readEverySetting = (env: Record<string, string | undefined>) => readSettings(everySetting, env);
type Settings = ReturnType<typeof readEverySetting>;

/** The services, in the order in which they start. */
export const serviceNames = ['identity', 'visits', 'media', 'chat', 'billing', 'audit', 'signaling'] as const;
export type ServiceName = (typeof serviceNames)[number];

type Deps = { settings: Settings; log: Log; wanted?: readonly ServiceName[] };

/**
 * Some of the services in one process, or all, each made from what it needs. The only place that knows all of them.
 * `start` resolves with the address; nothing is served before every service is up.
 */
export async function createBedside({ settings, log, wanted = serviceNames }: Deps) {
  const { values } = settings;
  demandOneWay(values, { isWhole: wanted.length === serviceNames.length });
  const { isSecure, address, publicUrl, localUrl } = addressesOf(values);
  const lifecycle = createLifecycle({ log });
  const platform = await openPlatform({ settings: values, log, lifecycle, address });
  const { now, newId, bus, cluster, tokens, metrics, health, transport, isAlone, place } = platform;
  const isDemoOn = values.BEDSIDE_DEMO ?? isAlone;
  const operator = values.BEDSIDE_OPERATOR ?? (isDemoOn && isAlone ? demoTenant.tenantId : undefined);
  const has = (name: ServiceName) => wanted.includes(name);

  const http = createHttpServer({
    port: values.BEDSIDE_PORT,
    host: values.BEDSIDE_HOST,
    tls: readTlsFiles(values),
  });
  const { io, announcer, untilHeard, handOver } = platform.openSockets(
    has('signaling') ? http.server : undefined,
  );

  const sisters = {
    identity: rpcClient(IdentityRpc, transport),
    visits: rpcClient(VisitsRpc, transport),
    media: rpcClient(MediaRpc, isAlone ? transport : createRoomCalls({ cluster, transport })),
    billing: rpcClient(BillingRpc, transport),
  };
  const makers: Record<Exclude<ServiceName, 'signaling'>, () => Promise<Service>> = {
    identity: async () =>
      createIdentity({
        ...(await platform.openOwn('identity')),
        settings: values,
        tokens,
        visits: sisters.visits,
        randomBytes,
        publicUrl,
        isDemoOn,
      }),
    visits: async () => {
      const own = await platform.openOwn('visits');
      return createVisits({
        ...own,
        cluster,
        settings: values,
        work: await own.work(),
        vault: await own.vault(),
        ...sisters,
        tokens,
        announcer,
      });
    },
    media: async () =>
      createMedia({
        ...(await platform.openOwn('media')),
        settings: values,
        cluster,
        tokens,
        visits: sisters.visits,
        announce: announcer,
        sisterAt: (sister) => ({
          ...rpcClient(MediaRpc, transport, { address: sister }),
          ...rpcClient(LendingRpc, transport, { address: sister }),
        }),
        random: systemRandom,
        place,
        operator,
      }),
    chat: async () => {
      const own = await platform.openOwn('chat');
      return createChat({
        ...own,
        vault: await own.vault(),
        people: sisters.identity,
        visits: sisters.visits,
        announcer,
      });
    },
    billing: async () => {
      const stripe = await openStripe({ settings: values, lifecycle });
      const own = await platform.openOwn('billing');
      return createBilling({ ...own, work: await own.work(), visits: sisters.visits, stripe });
    },
    audit: async () =>
      createAudit({
        ...(await platform.openOwn('audit')),
        anchorFile: join(values.BEDSIDE_DATA, 'audit-anchors.jsonl'),
        mayMove: !isAlone,
      }),
  };
  const services: Service[] = [];
  // Side by side: each waits for files, a database or processes of its own.
  const made = serviceNames.flatMap((name) => (name !== 'signaling' && has(name) ? [makers[name]()] : []));
  services.push(...(await Promise.all(made)));
  if (has('identity')) services.push(createAdmin({ describe: settings.describe, operator }));

  const revoked = createRevokedSessions({ now });
  const verifyAccess = revoked.check((token) => tokens.verifyAccess(token));
  const rateLimit = createRateLimit({ factor: values.BEDSIDE_RATE_FACTOR });
  const sockets = services.flatMap((service) => service.sockets ?? []);
  if (!isAlone)
    // What signaling nodes of other processes ask for.
    platform.mountRpc(
      services.flatMap(({ name, sockets: own = [] }) => own.map((bound) => answerSockets(name, bound))),
    );
  platform.mountRpc(services.flatMap(({ rpc = [] }) => rpc));
  if (has('signaling'))
    services.push(
      createSignaling({
        ...platform,
        io,
        announcer,
        untilHeard,
        handOver,
        services: sockets,
        region: values.BEDSIDE_REGION,
        random: systemRandom,
        verifyAccess,
        rateLimit,
        log: log.child({ service: 'signaling' }),
      }),
    );

  for (const [check, run] of services.flatMap(({ checks }) => Object.entries(checks ?? {})))
    health.add(check, run);
  lifecycle.add({
    name: 'revoked sessions',
    start: async () => void (await revoked.follow(bus, place.instanceId)),
  });
  for (const service of services) lifecycle.add(service);
  const chat =
    sockets.find(({ contract }) => contract === ChatSocket) ??
    remoteSockets({ service: 'chat', contract: ChatSocket, transport, nodeId: place.instanceId });
  const demo = createDemo({ ...sisters, chat, isTogether: !isAlone, now });
  if (isDemoOn && isAlone) lifecycle.add(demo);
  http.serve(
    createApp({
      isPublicUrlSecure: publicUrl.startsWith('https:'),
      trustedProxies: values.BEDSIDE_TRUSTED_PROXIES,
      webFolder: has('signaling') ? join(import.meta.dirname, 'dist', 'web') : undefined,
      routes: services.flatMap((service) => service.routes ?? []),
      mounts: [...platform.mounts, ...services.flatMap((service) => service.mounts ?? [])],
      verifyAccess,
      jwks: () => tokens.jwks(),
      openApi: renderOpenApi,
      rateLimit,
      health,
      metrics,
      log: log.child({ service: 'http' }),
    }),
  );
  let port = values.BEDSIDE_PORT;
  lifecycle.add({
    name: 'http',
    start: async () => {
      port = await http.start();
    },
    stop: () => http.stop(),
  });
  // Sisters that are asked for it ask back, and may still be starting.
  if (isDemoOn && !isAlone && has('identity')) lifecycle.add(demo);
  lifecycle.add(readyWhenStarted(health));
  return {
    lifecycle,
    newId,
    address: () => localUrl(port),
    isDemoOn,
    isSecure,
  };
}

type Given = { named: readonly string[]; env: Record<string, string | undefined> };

/** The process, from its settings to its end; `named` are the services that it is to run, all when none is. */
export async function runBedside({ named, env }: Given): Promise<void> {
  let log: Log = createLog({ level: 'error', stream: process.stderr });
  try {
    const settings = readEverySetting(env);
    demandDataFolder(settings.values);
    log = openLog({ settings: settings.values, dataDirectory: settings.values.BEDSIDE_DATA });
    const wanted = wantedServices(named, serviceNames);
    const { lifecycle, newId, address, isDemoOn, isSecure } = await createBedside({ settings, log, wanted });
    const isFirstStart = (env['SUPERVISED_START'] ?? '1') === '1';
    await runUntilSignal({
      lifecycle,
      log,
      newId,
      onStarted: () => {
        if (isFirstStart && wanted.length === serviceNames.length)
          process.stdout.write(`${welcome({ url: address(), isDemoOn, isSecure })}\n`);
      },
    });
  } catch (error) {
    endFailedStart({ log, newId: newUuid }, error);
  }
}
