import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io as connectTo, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineSocket, type RoomRef } from '#contracts/define.ts';
import { missedNotice } from '#contracts/sockets/session.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import { createLocalRpc } from '#platform/rpc/local-rpc.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { actorWith } from '../../test/kit/actors.ts';
import { openRedisServer, type RedisServer } from '../../test/kit/redis.ts';
import { until } from '../../test/kit/until.ts';
import { openSocketDoor } from './door.ts';
import { openRedisAdapter } from './redis/redis-adapter.ts';
import { answerRelay, createRelay } from './relay.ts';
import { bindSocketService } from './socket-service.ts';
import { openSocketServer } from './socket-server.ts';

const Contract = defineSocket({
  namespace: '/test',
  requests: {
    'thing:watch': {
      who: ['nurse'],
      rate: 'busy',
      summary: '',
      input: z.strictObject({ id: z.string() }),
      output: z.unknown(),
      refusals: [],
      joins: ({ id }: { id: string }): RoomRef[] => [{ kind: 'visit', id }],
      sample: {},
    },
  },
  notices: { 'thing:done': { summary: '', data: z.strictObject({ n: z.int() }) } },
});

const nurse = actorWith('nurse');
const tokens = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now: systemNow });
const tuning = { deadlineMs: 150, heartbeatMs: 50, longestReconnectMs: 100 };
const closers: (() => unknown)[] = [];
let redisServer: RedisServer;
let prefix = '';
beforeAll(async () => {
  redisServer = await openRedisServer();
});
beforeEach(() => {
  prefix = `sockets-${newUuid()}`;
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
afterAll(() => redisServer.stop());

/** A process that holds sockets or, without a door, only tells. `relays` are the nodes it knows of. */
async function openNode({ hasDoor, relays = [] }: { hasDoor: boolean; relays?: Node[] }) {
  const redis = await openRedis({ url: redisServer.url, prefix, log: silentLog, tuning });
  closers.push(() => redis.close());
  const adapter = openRedisAdapter(redis);
  closers.push(() => adapter.close());
  await until(() => adapter.isOpen());
  const relay = createRelay({
    transport: { send: (request) => relayTo(relays, request.address).send(request) },
    nodes: () => relays.map(({ address }) => address),
    isNeeded: () => !adapter.isOpen(),
    log: silentLog,
  });
  const http = hasDoor ? createServer() : undefined;
  const { io, announcer, untilHeard } = openSocketServer(http, { adapter, relay });
  if (http) closers.push(() => io.close());
  const rpc = createLocalRpc({ log: silentLog, metrics: createMetrics(), newId: newUuid });
  rpc.mount(answerRelay(io));
  if (http) {
    openSocketDoor({
      io,
      services: [
        bindSocketService({
          contract: Contract,
          handlers: { 'thing:watch': async () => ({}) },
          mayHear: { 'thing:watch': async () => undefined },
        }),
      ],
      verifyAccess: (token) => tokens.verifyAccess(token),
      rateLimit: createRateLimit(),
      untilHeard,
      now: systemNow,
      log: silentLog,
      metrics: createMetrics(),
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  }
  const address = `http://127.0.0.1:${http ? (http.address() as AddressInfo).port : 1}`;
  const tell = (id: string, n: number) =>
    announcer.tell(Contract, { tenantId: nurse.tenantId, rooms: [{ kind: 'visit', id }] }, 'thing:done', {
      n,
    });
  return { rpc, address, tell, announcer, adapter };
}
type Node = Awaited<ReturnType<typeof openNode>>;

function relayTo(nodes: Node[], address: string | undefined) {
  const node = nodes.find((one) => one.address === address);
  if (!node) throw new Error('No such node.');
  return node.rpc;
}

async function connect({ address }: Node) {
  const auth = { token: tokens.signAccess(nurse).token, protocol: socketProtocol };
  const socket: Socket = connectTo(`${address}/test`, { transports: ['websocket'], forceNew: true, auth });
  closers.push(() => socket.disconnect());
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const heard: number[] = [];
  const missed: number[] = [];
  socket.on('thing:done', ({ n }: { n: number }) => heard.push(n));
  socket.on(missedNotice, () => missed.push(heard.length));
  const watch = (id: string): Promise<unknown> => socket.timeout(5_000).emitWithAck('thing:watch', { id });
  return { socket, heard, missed, watch };
}

describe('sockets of several processes', () => {
  it('hear what any process tells, from the moment their request is answered', async () => {
    const [one, other, teller] = await Promise.all([
      openNode({ hasDoor: true }),
      openNode({ hasDoor: true }),
      openNode({ hasDoor: false }),
    ]);
    const [here, there] = await Promise.all([connect(one), connect(other)]);
    for (let n = 0; n < 20; n++) {
      await Promise.all([here.watch(`room ${n}`), there.watch(`room ${n}`)]);
      teller.tell(`room ${n}`, n);
    }
    const all = Array.from({ length: 20 }, (_, n) => n);
    await until(() => here.heard.length === 20 && there.heard.length === 20);
    expect([here.heard, there.heard]).toEqual([all, all]);
  });

  it('hear once what is told to several of their rooms, and nothing goes to nodes without them', async () => {
    const [one, other, teller] = await Promise.all([
      openNode({ hasDoor: true }),
      openNode({ hasDoor: true }),
      openNode({ hasDoor: false }),
    ]);
    const [here, there] = await Promise.all([connect(one), connect(other)]);
    await Promise.all([here.watch('a'), here.watch('b'), there.watch('b')]);
    const toAllNodes: unknown[] = [];
    const redis = await openRedis({ url: redisServer.url, prefix, log: silentLog });
    closers.push(() => redis.close());
    const { promise: isListening, resolve } = Promise.withResolvers<void>();
    const link = redis.openLink('test', {
      onConnect: async (client) => void (await client.ssubscribe(`${prefix}sockets#/test#`)),
      onOpen: resolve,
    });
    closers.push(() => link.close());
    link.onShardMessage((_channel, message) => toAllNodes.push(String(message)));
    await isListening;
    const rooms = ['a', 'b', 'nobody'].map((id) => ({ kind: 'visit' as const, id }));
    for (const n of [1, 2, 3])
      teller.announcer.tell(Contract, { tenantId: nurse.tenantId, rooms }, 'thing:done', { n });
    await until(() => here.heard.includes(3) && there.heard.includes(3));
    teller.announcer.disconnectUser(nurse.tenantId, nurse.userId);
    await until(() => toAllNodes.length > 0);
    expect([here.heard, there.heard, toAllNodes.length]).toEqual([[1, 2, 3], [1, 2, 3], 1]);
  });

  it('are closed wherever they are when their person is signed out', async () => {
    const [one, other] = await Promise.all([openNode({ hasDoor: true }), openNode({ hasDoor: true })]);
    const [here, there] = await Promise.all([connect(one), connect(other)]);
    await Promise.all([here.watch('a'), there.watch('a')]);
    one.announcer.disconnectUser(nurse.tenantId, nurse.userId);
    await until(() => !here.socket.connected && !there.socket.connected);
  });

  it('go on hearing while Redis is away, and read anew what they watch when it is back', async () => {
    const [one, other] = await Promise.all([openNode({ hasDoor: true }), openNode({ hasDoor: true })]);
    const teller = await openNode({ hasDoor: false, relays: [one, other] });
    const [here, there] = await Promise.all([connect(one), connect(other)]);
    await Promise.all([here.watch('a'), there.watch('a')]);
    await redisServer.kill();
    await until(() => !teller.adapter.isOpen());
    for (const n of [1, 2, 3]) teller.tell('a', n);
    await until(() => here.heard.length === 3 && there.heard.length === 3);
    await there.watch('b');
    teller.tell('b', 4);
    await until(() => there.heard.length === 4);
    expect([here.heard, there.heard, here.missed]).toEqual([[1, 2, 3], [1, 2, 3, 4], []]);
    await redisServer.startAgain({ empty: true });
    await until(() => here.missed.length === 1 && there.missed.length === 1);
    await until(() => teller.adapter.isOpen() && one.adapter.isOpen() && other.adapter.isOpen());
    for (const room of ['a', 'b']) teller.tell(room, 5);
    await until(() => here.heard.includes(5) && there.heard.filter((n) => n === 5).length === 2);
  });
});
