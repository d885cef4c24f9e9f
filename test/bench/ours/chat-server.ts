import { createServer } from 'node:http';
import type { Conversation } from '#contracts/chat/conversation.ts';
import { UserId } from '#contracts/ids.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import { newUuid, systemRandom } from '#platform/clock.ts';
import { createLifecycle } from '#platform/lifecycle.ts';
import { silentLog } from '#platform/log.ts';
import { openPlatform } from '#platform/process/open-platform.ts';
import { serverSettings } from '#platform/process/server-settings.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { readSettings } from '#platform/settings.ts';
import { openSocketServer } from '#platform/sockets/socket-server.ts';
import { vaultSettings } from '#platform/vault/master-keys.ts';
import { createChat } from '../../../chat/service.ts';
import { createSignaling } from '../../../signaling/service.ts';
import { actorWith } from '../../kit/actors.ts';

// Chat behind the socket door on the platform of a server alone; people and visits, which a message does not ask once
// they are known, are made up. Arguments: the folder of its data, and how many threads of two there are.
const [folder = '.', threads = '1'] = process.argv.slice(2);
const log = silentLog;
const lifecycle = createLifecycle({ log });
const settings = readSettings([serverSettings, vaultSettings], { BEDSIDE_DATA: folder }).values;
const platform = await openPlatform({ settings, log, lifecycle, address: 'http://localhost' });
const { tokens } = platform;
const http = createServer();
const { io, announcer, handOver } = openSocketServer(http);

const nurse = actorWith('nurse');
const { tenantId, clinicIds } = nurse;
const patients = Array.from({ length: Number(threads) }, () => actorWith('patient', { tenantId, clinicIds }));
const roleOf = (userId: string) => (userId === nurse.userId ? ('nurse' as const) : ('patient' as const));

const own = await platform.openOwn('chat');
const chat = await createChat({
  ...own,
  vault: await own.vault(),
  people: {
    'people:list': async ({ userIds }) => ({
      people: userIds.map((userId) => ({
        userId: UserId.parse(userId),
        name: 'Somebody',
        role: roleOf(userId),
        clinicIds,
      })),
    }),
  },
  visits: { 'visit:facts': () => Promise.reject(new Error('No visit is asked for here.')) },
  announcer,
});
lifecycle.add(chat);
lifecycle.add(
  createSignaling({
    ...platform,
    io,
    announcer,
    handOver,
    services: chat.sockets ?? [],
    verifyAccess: (token) => tokens.verifyAccess(token),
    rateLimit: createRateLimit({ factor: 1_000_000 }),
    region: 'local',
    random: systemRandom,
  }),
);
await lifecycle.start();

const find = chat.sockets?.[0]?.handlers['conversation:find'];
if (!find) throw new Error('Chat finds no threads.');
const made = patients.map(async (patient) => {
  const asked = { kind: 'team', patientId: patient.userId } as const;
  const { id } = (await find({ actor: patient, connectionId: newUuid() }, asked as never)) as Conversation;
  return [patient, nurse].map((actor) => ({
    auth: { token: tokens.signAccess(actor).token, protocol: socketProtocol },
    conversationId: id,
  }));
});
const pairs = await Promise.all(made);
// The patient of every thread, then the nurse of every thread: the first of them are in a thread each, as on the bare side.
const members = [0, 1].flatMap((one) => pairs.map((pair) => pair[one]));
http.listen(0, '127.0.0.1', () => process.send?.({ address: http.address(), members }));
