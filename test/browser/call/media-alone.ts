import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { UserActor } from '#contracts/actor.ts';
import type { RpcClient } from '#contracts/define.ts';
import { eventRegistry } from '#contracts/events/registry.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import type { MediaRpc } from '#contracts/rpc/media.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { newUuid, systemNow, systemRandom } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { openSocketDoor } from '#platform/sockets/door.ts';
import { openSocketServer } from '#platform/sockets/socket-server.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { createMedia } from '../../../media/service.ts';
import { bundlePage } from '../../bench/browser/bundle.ts';

/** The media service behind the real socket door, with nothing else, and a page that calls through it. */
export async function startMediaAlone({ workers = 2 } = {}) {
  const now = systemNow;
  const tenantId = TenantId.parse(newUuid());
  const visitId = VisitId.parse(newUuid());
  const html = await bundlePage(fileURLToPath(new URL('./call-page.mjs', import.meta.url)));
  const http = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(html),
  );
  const { io, announcer } = openSocketServer(http);
  const tokens = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now });
  const store = await openSqliteStore({ file: ':memory:', now });
  const busStore = await openSqliteStore({ file: ':memory:', now });
  const bus = await createLocalBus({ store: busStore, registry: eventRegistry, now, log: silentLog });
  const cluster = createMemoryCluster({ now, log: silentLog });
  const metrics = createMetrics();
  const facts = { isOpen: true, isPatientAdmitted: false };
  const media = await createMedia({
    settings: {
      BEDSIDE_RTC_PORT: 0,
      BEDSIDE_MEDIA_WORKERS: workers,
      BEDSIDE_ANNOUNCED_ADDRESS: undefined,
      BEDSIDE_MOST_PARTICIPANTS: 12,
      BEDSIDE_PIPE_PORT: 0,
      BEDSIDE_PIPE_ADDRESS: undefined,
      BEDSIDE_REGION: 'local',
      BEDSIDE_TURN_URLS: undefined,
      BEDSIDE_TURN_SECRET: undefined,
    },
    store,
    cluster,
    tokens,
    visits: {
      'visit:facts': async () => ({
        visitId,
        clinicId: newUuid() as never,
        patientId: newUuid() as never,
        patientName: 'A patient',
        doctorId: newUuid() as never,
        visitType: 'consultation',
        ...facts,
      }),
    },
    announce: announcer,
    log: silentLog,
    metrics,
    now,
    newId: newUuid,
    sisterAt: () => {
      throw new Error('There is no other media node.');
    },
    random: systemRandom,
    place: { nodeId: NodeId.parse('alone'), instanceId: newUuid(), address: 'http://localhost' },
  });
  const outbox = createOutbox({ store, bus, log: silentLog });
  await outbox.start();
  await media.start();
  openSocketDoor({
    io,
    services: media.sockets ?? [],
    verifyAccess: (token) => tokens.verifyAccess(token),
    rateLimit: createRateLimit({ factor: 100 }),
    now,
    log: silentLog,
    metrics,
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const rpc = media.rpc?.[0];

  return {
    url: `http://localhost:${port}/`,
    tenantId,
    visitId,
    facts,
    bus,
    /** What `page.prepare` and `page.join` take. */
    person(side: 'patient' | 'care', { isAdmitted = side === 'care' } = {}) {
      const role = side === 'care' ? 'doctor' : 'patient';
      const who = { tenantId, userId: newUuid(), role };
      const actor = UserActor.parse({ kind: 'user', ...who, sessionId: newUuid(), clinicIds: [] });
      const mayPublish = ['microphone', 'camera', 'screen'];
      const claims = TicketClaims.parse({ ...who, visitId, name: `A ${role}`, side, mayPublish, isAdmitted });
      return {
        token: tokens.signAccess(actor).token,
        ticket: tokens.signTicket(claims, 3_600),
        visitId,
        participantId: newUuid(),
      };
    },
    admit: (isPatientAdmitted: boolean) =>
      rpc?.call('room:admit', { tenantId, visitId, isPatientAdmitted } satisfies AdmitInput),
    end: () => rpc?.call('room:close', { tenantId, visitId }),
    sockets: media.sockets,
    async stop() {
      await io.close();
      await media.stop();
      await outbox.stop();
      await bus.close();
      await cluster.close();
      await store.close();
      await busStore.close();
    },
  };
}
export type MediaAlone = Awaited<ReturnType<typeof startMediaAlone>>;
type AdmitInput = Parameters<RpcClient<MediaRpc>['room:admit']>[0];
