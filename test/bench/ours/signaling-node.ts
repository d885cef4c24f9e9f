import { TenantId } from '#contracts/ids.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { systemRandom } from '#platform/clock.ts';
import { createApp } from '#platform/http/create-app.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { createLifecycle } from '#platform/lifecycle.ts';
import { silentLog } from '#platform/log.ts';
import { openPlatform } from '#platform/process/open-platform.ts';
import { serverSettings } from '#platform/process/server-settings.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { readSettings } from '#platform/settings.ts';
import { answerSockets } from '#platform/sockets/remote-sockets.ts';
import { vaultSettings } from '#platform/vault/master-keys.ts';
import { createSignaling } from '../../../signaling/service.ts';
import { message, opened } from '../processes/made-up-thread.ts';
import { Told, tellEvenly } from '../processes/tell-evenly.ts';

// A process of an installation: a signaling node, with made-up threads of its own or those of a sister (`here`, `sister`);
// or that sister (`chat`). Everything below the threads is what such a process stands on.
const [part = 'here'] = process.argv.slice(2);
const log = silentLog;
const lifecycle = createLifecycle({ log });
const settings = readSettings([serverSettings, vaultSettings], process.env).values;
const address = settings.BEDSIDE_ADDRESS ?? '';
const platform = await openPlatform({ settings, log, lifecycle, address });
const { tokens, health, metrics } = platform;
const http = createHttpServer({ port: settings.BEDSIDE_PORT, host: '127.0.0.1' });
const sockets = platform.openSockets(part === 'chat' ? undefined : http.server);

const threads = {
  contract: ChatSocket,
  handlers: {
    'conversation:open': async (_caller: unknown, { conversationId }: { conversationId: string }) =>
      opened(conversationId),
    'message:send': async (
      _caller: unknown,
      input: { conversationId: string; clientKey: string; body: string },
    ) => message(input),
  },
  mayHear: { 'conversation:open': async () => undefined },
};
const verifyAccess = (token: string) => tokens.verifyAccess(token);
const rateLimit = createRateLimit({ factor: 1_000_000 });

if (part === 'chat') platform.mountRpc([answerSockets('chat', threads)]);
else
  lifecycle.add(
    createSignaling({
      ...platform,
      ...sockets,
      services: part === 'here' ? [threads] : [],
      verifyAccess,
      rateLimit,
      region: 'local',
      random: systemRandom,
    }),
  );
http.serve(
  createApp({
    isPublicUrlSecure: false,
    trustedProxies: [],
    webFolder: undefined,
    routes: [],
    mounts: platform.mounts,
    verifyAccess,
    jwks: () => tokens.jwks(),
    openApi: () => ({}),
    rateLimit,
    health,
    metrics,
    log,
  }),
);
await lifecycle.start();
await http.start();

const greeting = 'Good morning, how was the night?';
const Order = Told.extend({ tenantId: TenantId });
process.on('message', async (order) => {
  const { success, data: told } = Order.safeParse(order);
  if (!success) return;
  await tellEvenly(told, (id, key) =>
    sockets.announcer.tell(
      ChatSocket,
      { tenantId: told.tenantId, rooms: [{ kind: 'conversation', id }] },
      'message:sent',
      message({ conversationId: id, clientKey: key, body: greeting }) as never,
    ),
  );
  process.send?.({ told: told.count });
});
const { hostname, port } = new URL(address);
process.send?.({ address: { address: hostname, port: Number(port) } });
