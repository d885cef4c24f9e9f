#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { BoundRpc } from '#platform/rpc/bind-rpc.ts';
import { Refusal } from '#contracts/refusal.ts';
import { BillingRpc } from '#contracts/rpc/billing.ts';
import { IdentityRpc } from '#contracts/rpc/identity.ts';
import { MediaRpc } from '#contracts/rpc/media.ts';
import { VisitsRpc } from '#contracts/rpc/visits.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { createApp } from '#platform/http/create-app.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { renderOpenApi } from '#platform/http/openapi.ts';
import { newUuid, systemRandom } from '#platform/clock.ts';
import { createLifecycle, type Lifecycle } from '#platform/lifecycle.ts';
import { endFailedStart, runUntilSignal } from '#platform/lifecycle/run-until-signal.ts';
import { createLog, type Log, logSettings, openLog } from '#platform/log.ts';
import { openPlatform } from '#platform/process/open-platform.ts';
import { serverSettings } from '#platform/process/server-settings.ts';
import { welcome } from '#platform/process/welcome.ts';
import { createRoomCalls } from '#platform/placement/room-calls.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { rpcClient } from '#platform/rpc/rpc-client.ts';
import type { Service } from '#platform/service.ts';
import { ConfigurationError, readSettings } from '#platform/settings.ts';
import { answerSockets, remoteSockets } from '#platform/sockets/remote-sockets.ts';
import type { BoundSocketService } from '#platform/sockets/socket-service.ts';
import { createRevokedSessions } from '#platform/tokens/revoked-sessions.ts';
import { createAdmin } from '#platform/process/admin.ts';
import { vaultSettings } from '#platform/vault/master-keys.ts';
import { createAudit } from './audit/service.ts';
import { billingSettings, createBilling, type StripeAccess, stripeAccessOf } from './billing/service.ts';
import { createStripeSimulator, simulatorApiKey } from './billing/simulator/service.ts';
import { createChat } from './chat/service.ts';
import { createIdentity, identitySettings } from './identity/service.ts';
import { createMedia, mediaSettings } from './media/service.ts';
import { type AskChat, seedDemo } from './ops/demo/seed-demo.ts';
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
  demandWhole(values, wanted);
  const dataDirectory = values.BEDSIDE_DATA;
  const isSecure = values.BEDSIDE_TLS_CERT !== undefined;
  const address =
    values.BEDSIDE_ADDRESS ?? `http${isSecure ? 's' : ''}://${hostname()}:${values.BEDSIDE_PORT}`;
  const lifecycle = createLifecycle({ log });
  const platform = await openPlatform({ settings: values, log, lifecycle, address });
  const { now, newId, bus, cluster, tokens, metrics, health, transport, isAlone, place } = platform;
  const isDemoOn = values.BEDSIDE_DEMO ?? isAlone;
  const has = (name: ServiceName) => wanted.includes(name);

  const http = createHttpServer({
    port: values.BEDSIDE_PORT,
    host: values.BEDSIDE_HOST,
    tls: tlsOf(values),
  });
  const { io, announcer, untilHeard, handOver } = platform.openSockets(
    has('signaling') ? http.server : undefined,
  );
  const publicUrl =
    values.BEDSIDE_PUBLIC_URL ?? `${isSecure ? 'https' : 'http'}://localhost:${values.BEDSIDE_PORT}`;

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
        place,
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
      const stripe = await openStripe({ values, dataDirectory, lifecycle });
      const own = await platform.openOwn('billing');
      return createBilling({ ...own, work: await own.work(), visits: sisters.visits, stripe });
    },
    audit: async () =>
      createAudit({
        ...(await platform.openOwn('audit')),
        anchorFile: join(dataDirectory, 'audit-anchors.jsonl'),
      }),
  };
  const services: Service[] = [];
  for (const name of serviceNames) if (name !== 'signaling' && has(name)) services.push(await makers[name]());
  if (has('identity')) services.push(createAdmin({ describe: settings.describe }));

  const revoked = createRevokedSessions({ now });
  const verifyAccess = revoked.check((token) => tokens.verifyAccess(token));
  const rateLimit = createRateLimit({ factor: values.BEDSIDE_RATE_FACTOR });
  const sockets = services.flatMap((service) => service.sockets ?? []);
  if (!isAlone) platform.mountRpc(services.flatMap(answersOf));
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
    start: async () => void (await revoked.follow(bus, place.nodeId)),
  });
  for (const service of services) lifecycle.add(service);
  const chat =
    sockets.find(({ contract }) => contract === ChatSocket) ??
    remoteSockets({ service: 'chat', contract: ChatSocket, transport, nodeId: place.instanceId });
  const demo = {
    name: 'demo',
    start: () => seedDemo({ ...sisters, askChat: askerOf(chat), now }),
  };
  if (isDemoOn && isAlone) lifecycle.add(demo);
  http.serve(
    createApp({
      isPublicUrlSecure: publicUrl.startsWith('https:'),
      trustedProxies: values.BEDSIDE_TRUSTED_PROXIES,
      webFolder: has('signaling') ? webFolder : undefined,
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
    drain: async () => health.drain(),
    stop: () => http.stop(),
  });
  // Sisters that are asked for it ask back, and may still be starting.
  if (isDemoOn && !isAlone && has('identity'))
    lifecycle.add({ ...demo, start: () => untilSistersAnswer(demo.start) });
  let isUp = false;
  health.add('start', () => {
    if (!isUp) throw new Refusal('unavailable', 'This process is still starting.');
  });
  lifecycle.add({
    name: 'readiness',
    start: async () => {
      isUp = true;
    },
  });
  return {
    lifecycle,
    newId,
    address: () => `${isSecure ? 'https' : 'http'}://localhost:${port}`,
    isDemoOn,
    isSecure,
  };
}

/** A service's socket operations, as signaling nodes of other processes ask for them. */
const answersOf = ({ name, sockets = [] }: Service): BoundRpc[] =>
  sockets.map((bound) => answerSockets(name, bound));

const webFolder = join(import.meta.dirname, 'dist', 'web');

/** Tries for as long as sisters are not up yet. */
async function untilSistersAnswer(work: () => Promise<void>): Promise<void> {
  const endsAt = Date.now() + 45_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof Refusal && ['unavailable', 'deadline_exceeded'].includes(error.code);
      if (!isAway || Date.now() > endsAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** One of Bedside's own requests to chat, made by the demo without a socket. */
const askerOf =
  (chat: BoundSocketService): AskChat =>
  async (actor, name, input) => {
    const handler = chat.handlers[name];
    if (!handler) throw new Error(`Chat does not answer ${name}.`);
    return (await handler({ actor, connectionId: 'demo' }, input as never)) as never;
  };

// Half of the one way and half of the other would start the wrong thing.
function demandWhole(
  { MONGODB_URL: database, REDIS_URL: redis }: Settings['values'],
  wanted: readonly ServiceName[],
) {
  if ((database === undefined) !== (redis === undefined))
    throw new ConfigurationError([
      'Set both MONGODB_URL and REDIS_URL to run together, or neither to run alone.',
    ]);
  if (database === undefined && wanted.length < serviceNames.length)
    throw new ConfigurationError([
      'Running some services apart needs MONGODB_URL and REDIS_URL; without them start all, with no names.',
    ]);
}

/** The services named on the command line; all when none is. */
function wantedOf(names: readonly string[]): readonly ServiceName[] {
  const unknown = names.filter((name) => !serviceNames.some((known) => known === name));
  if (unknown.length > 0)
    throw new ConfigurationError([
      `There is no service ${unknown.join(', ')}. The services are ${serviceNames.join(', ')}.`,
    ]);
  return names.length === 0 ? serviceNames : serviceNames.filter((name) => names.includes(name));
}

function tlsOf({ BEDSIDE_TLS_CERT: certFile, BEDSIDE_TLS_KEY: keyFile }: Settings['values']) {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new ConfigurationError(['Set both BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY, or neither.']);
  try {
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new ConfigurationError([
      `The files of BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY cannot be read: ${why}.`,
    ]);
  }
}

/** Stripe, if there is a key; else the project's own simulator of it, on this machine. */
async function openStripe({ values, dataDirectory, lifecycle }: StripeDeps): Promise<StripeAccess> {
  const stripe = stripeAccessOf(values);
  if (stripe) return stripe;
  const webhookSecret = `whsec_${randomBytes(24).toString('hex')}`;
  const simulator = createStripeSimulator({
    port: 0,
    dataFile: join(dataDirectory, 'stripe-simulator.jsonl'),
    webhooks: [{ url: `http://127.0.0.1:${values.BEDSIDE_PORT}/stripe/webhooks`, secret: webhookSecret }],
  });
  await simulator.start();
  lifecycle.add({ name: 'stripe simulator', stop: () => simulator.stop() });
  return { apiKey: simulatorApiKey, baseUrl: simulator.url, webhookSecret };
}
type StripeDeps = { values: Settings['values']; dataDirectory: string; lifecycle: Lifecycle };

async function main(): Promise<void> {
  let log: Log = createLog({ level: 'error', stream: process.stderr });
  try {
    const settings = readEverySetting(process.env);
    log = openLog({ settings: settings.values, dataDirectory: settings.values.BEDSIDE_DATA });
    const wanted = wantedOf(process.argv.slice(2));
    const { lifecycle, newId, address, isDemoOn, isSecure } = await createBedside({ settings, log, wanted });
    const isFirstStart = (process.env['SUPERVISED_START'] ?? '1') === '1';
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

if (import.meta.main) await main();
