#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoundRpc } from '#platform/rpc/bind-rpc.ts';
import { NodeId } from '#contracts/ids.ts';
import { BillingRpc } from '#contracts/rpc/billing.ts';
import { IdentityRpc } from '#contracts/rpc/identity.ts';
import { MediaRpc } from '#contracts/rpc/media.ts';
import { VisitsRpc } from '#contracts/rpc/visits.ts';
import { createApp } from '#platform/http/create-app.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { renderOpenApi } from '#platform/http/openapi.ts';
import { newUuid } from '#platform/clock.ts';
import { createLifecycle, type Lifecycle } from '#platform/lifecycle.ts';
import { endFailedStart, runUntilSignal } from '#platform/lifecycle/run-until-signal.ts';
import { createLog, type Log, logSettings, openLog } from '#platform/log.ts';
import { openPlatform } from '#platform/process/open-platform.ts';
import { serverSettings } from '#platform/process/server-settings.ts';
import { welcome } from '#platform/process/welcome.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { rpcClient } from '#platform/rpc/rpc-client.ts';
import type { Service } from '#platform/service.ts';
import { ConfigurationError, readSettings } from '#platform/settings.ts';
import { openSocketServer } from '#platform/sockets/socket-server.ts';
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

/**
 * All services in one process, each made from what it needs. The only place that knows all of them.
 * `start` resolves with the address; nothing is served before every service is up.
 */
export async function createBedside({ settings, log }: { settings: Settings; log: Log }) {
  const { values } = settings;
  demandAlone(values);
  const dataDirectory = values.BEDSIDE_DATA;
  const isSecure = values.BEDSIDE_TLS_CERT !== undefined;
  const isDemoOn = values.BEDSIDE_DEMO ?? true;
  const lifecycle = createLifecycle({ log });
  const platform = await openPlatform({ dataDirectory, settings: values, log, lifecycle });
  const { now, newId, bus, cluster, tokens, metrics, health, rpc } = platform;

  const http = createHttpServer({
    port: values.BEDSIDE_PORT,
    host: values.BEDSIDE_HOST,
    tls: tlsOf(values),
  });
  const { io, announcer } = openSocketServer(http.server);
  const publicUrl =
    values.BEDSIDE_PUBLIC_URL ?? `${isSecure ? 'https' : 'http'}://localhost:${values.BEDSIDE_PORT}`;
  const nodeId = NodeId.parse(values.BEDSIDE_NODE_ID);

  const sisters = {
    identity: rpcClient(IdentityRpc, rpc),
    visits: rpcClient(VisitsRpc, rpc),
    media: rpcClient(MediaRpc, rpc),
    billing: rpcClient(BillingRpc, rpc),
  };
  const identity = await createIdentity({
    ...(await platform.openOwn('identity')),
    settings: values,
    tokens,
    visits: sisters.visits,
    randomBytes,
    publicUrl,
    isDemoOn,
  });
  const visitsOwn = await platform.openOwn('visits');
  const visits = await createVisits({
    ...visitsOwn,
    settings: values,
    work: await visitsOwn.work(),
    vault: await visitsOwn.vault(),
    ...sisters,
    tokens,
    announcer,
  });
  const media = await createMedia({
    ...(await platform.openOwn('media')),
    settings: values,
    cluster,
    tokens,
    visits: sisters.visits,
    announce: announcer,
    place: { nodeId, instanceId: newId(), address: `http://localhost:${values.BEDSIDE_PORT}` },
  });
  const chatOwn = await platform.openOwn('chat');
  const chat = await createChat({
    ...chatOwn,
    vault: await chatOwn.vault(),
    people: sisters.identity,
    visits: sisters.visits,
    announcer,
  });
  const stripe = await openStripe({ values, dataDirectory, lifecycle });
  const billingOwn = await platform.openOwn('billing');
  const billing = await createBilling({
    ...billingOwn,
    work: await billingOwn.work(),
    visits: sisters.visits,
    stripe,
  });
  const audit = await createAudit({
    ...(await platform.openOwn('audit')),
    anchorFile: join(dataDirectory, 'audit-anchors.jsonl'),
  });
  const admin = createAdmin({ describe: settings.describe });
  const services: Service[] = [identity, visits, media, chat, billing, audit, admin];

  const revoked = createRevokedSessions({ now });
  const verifyAccess = revoked.check((token) => tokens.verifyAccess(token));
  const rateLimit = createRateLimit({ factor: values.BEDSIDE_RATE_FACTOR });
  const signaling = createSignaling({
    io,
    announcer,
    services: services.flatMap((service) => service.sockets ?? []),
    verifyAccess,
    rateLimit,
    bus,
    nodeId,
    now,
    log: log.child({ service: 'signaling' }),
    metrics,
  });

  for (const [check, run] of services.flatMap(({ checks }) => Object.entries(checks ?? {})))
    health.add(check, run);
  rpc.mount(...services.flatMap((service): readonly BoundRpc[] => service.rpc ?? []));
  lifecycle.add({ name: 'revoked sessions', start: async () => void (await revoked.follow(bus, nodeId)) });
  for (const service of [...services, signaling]) lifecycle.add(service);
  if (isDemoOn)
    lifecycle.add({
      name: 'demo',
      start: () => seedDemo({ ...sisters, askChat: askerOf(chat), now }),
    });
  http.serve(
    createApp({
      isPublicUrlSecure: publicUrl.startsWith('https:'),
      trustedProxies: values.BEDSIDE_TRUSTED_PROXIES,
      webFolder,
      routes: services.flatMap((service) => service.routes ?? []),
      mounts: services.flatMap((service) => service.mounts ?? []),
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
  return {
    lifecycle,
    newId,
    address: () => `${isSecure ? 'https' : 'http'}://localhost:${port}`,
    isDemoOn,
    isSecure,
  };
}

const webFolder = join(import.meta.dirname, 'dist', 'web');

/** One of Bedside's own requests to chat, made by the demo without a socket. */
function askerOf(chat: Service): AskChat {
  const [sockets] = chat.sockets ?? [];
  return async (actor, name, input) => {
    const handler = sockets?.handlers[name];
    if (!handler) throw new Error(`Chat does not answer ${name}.`);
    return (await handler({ actor, connectionId: 'demo' }, input as never)) as never;
  };
}

// The way of running alone is the only one of this version; asking for the other must not start the wrong thing.
function demandAlone({ MONGODB_URL: database, REDIS_URL: redis }: Settings['values']): void {
  if (database !== undefined || redis !== undefined)
    throw new ConfigurationError(['This version runs alone: unset MONGODB_URL and REDIS_URL.']);
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
    const { lifecycle, newId, address, isDemoOn, isSecure } = await createBedside({ settings, log });
    const isFirstStart = (process.env['SUPERVISED_START'] ?? '1') === '1';
    await runUntilSignal({
      lifecycle,
      log,
      newId,
      onStarted: () => {
        if (isFirstStart) process.stdout.write(`${welcome({ url: address(), isDemoOn, isSecure })}\n`);
      },
    });
  } catch (error) {
    endFailedStart({ log, newId: newUuid }, error);
  }
}

if (import.meta.main) await main();
