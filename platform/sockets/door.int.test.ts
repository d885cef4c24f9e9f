import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { io, type Socket } from 'socket.io-client';
import { defineSocket, type RoomRef } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics, type Metrics } from '#platform/metrics.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { actorWith } from '../../test/kit/actors.ts';
import { until } from '../../test/kit/until.ts';
import type { Announcer } from './announcer.ts';
import { openSocketDoor } from './door.ts';
import { openSocketServer, type SocketServer } from './socket-server.ts';
import { bindSocketService, type SocketCaller } from './socket-service.ts';

const input = z.strictObject({ id: z.string() });
const request = {
  who: ['nurse'],
  rate: 'normal',
  summary: '',
  input,
  output: z.unknown(),
  refusals: ['declared'],
  sample: {},
} as const;
const Contract = defineSocket({
  namespace: '/test',
  requests: {
    'thing:watch': { ...request, joins: ({ id }: { id: string }): RoomRef[] => [{ kind: 'visit', id }] },
    'thing:leave': { ...request, leaves: ({ id }: { id: string }): RoomRef[] => [{ kind: 'visit', id }] },
    'thing:do': request,
  },
  notices: { 'thing:done': { summary: '', data: z.strictObject({ id: z.string() }) } },
});

describe('the socket door', () => {
  const nurse = actorWith('nurse');
  let time = Date.now();
  let server: Server;
  let sockets: SocketServer;
  let announcer: Announcer;
  let metrics: Metrics;
  let behave: (id: string) => Promise<unknown>;
  let closed: { caller: SocketCaller; rooms: readonly RoomRef[] }[];
  const tokens = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now: () => time });
  const clients: Socket[] = [];

  beforeEach(async () => {
    closed = [];
    metrics = createMetrics();
    behave = async (id) => ({ did: id });
    server = createServer();
    ({ io: sockets, announcer } = openSocketServer(server));
    openSocketDoor({
      io: sockets,
      services: [
        bindSocketService({
          contract: Contract,
          handlers: {
            'thing:watch': (_caller, { id }) => behave(id),
            'thing:leave': async () => ({}),
            'thing:do': (_caller, { id }) => behave(id),
          },
          mayHear: {
            'thing:watch': async (_caller, { id }) => {
              if (id === 'foreign') throw new Refusal('not_permitted', 'Not yours.');
            },
          },
          onSocketClosed: async (caller, rooms) => void closed.push({ caller, rooms }),
        }),
      ],
      verifyAccess: (token) => tokens.verifyAccess(token),
      rateLimit: createRateLimit(),
      now: () => time,
      log: silentLog,
      metrics,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await sockets.close();
  });

  async function connect(): Promise<Socket> {
    const { port } = server.address() as AddressInfo;
    const auth = { token: tokens.signAccess(nurse).token, protocol: socketProtocol };
    const client = io(`http://127.0.0.1:${port}/test`, { transports: ['websocket'], forceNew: true, auth });
    clients.push(client);
    await new Promise<void>((resolve) => client.once('connect', resolve));
    return client;
  }
  const ask = (client: Socket, name: string, data: unknown): Promise<unknown> =>
    client.timeout(5_000).emitWithAck(name, data);
  const tell = (id: string) =>
    announcer.tell(Contract, { tenantId: nurse.tenantId, rooms: [{ kind: 'visit', id }] }, 'thing:done', {
      id,
    });

  it('answers a bug with an id and lives', async () => {
    const client = await connect();
    behave = () => Promise.reject(new TypeError('a secret detail'));
    const answer = await ask(client, 'thing:do', { id: 'a' });
    expect(answer).toMatchObject({
      ok: false,
      code: 'internal',
      message: expect.stringMatching(/[0-9a-f-]{36}/),
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
    behave = () => Promise.reject(new Refusal('undeclared', 'Not in the contract.'));
    expect(await ask(client, 'thing:do', { id: 'a' })).toMatchObject({ code: 'internal' });
    behave = () => Promise.reject(new Refusal('declared', 'In the contract.'));
    expect(await ask(client, 'thing:do', { id: 'a' })).toMatchObject({ code: 'declared' });
    behave = async () => 'well';
    expect(await ask(client, 'thing:do', { id: 'a' })).toEqual({ ok: true, data: 'well' });
  });

  it('counts the sockets that it holds', async () => {
    const held = async () => /^bedside_sockets\{.*\} (\d+)$/m.exec(await metrics.text())?.[1];
    const client = await connect();
    await connect();
    expect(await held()).toBe('2');
    client.disconnect();
    await until(async () => (await held()) === '1');
  });

  it('does not run a request that asks for no answer', async () => {
    const client = await connect();
    const ran: string[] = [];
    behave = async (id) => void ran.push(id);
    client.emit('thing:do', { id: 'silent' });
    await ask(client, 'thing:do', { id: 'asked' });
    expect(ran).toEqual(['asked']);
  });

  it('lets a caller hear a room from before its snapshot is taken, and not after a refusal', async () => {
    const client = await connect();
    const heard: unknown[] = [];
    client.on('thing:done', (data: unknown) => heard.push(data));
    behave = async (id) => {
      tell(id);
      return id === 'refused' ? Promise.reject(new Refusal('declared', 'No.')) : {};
    };
    await ask(client, 'thing:watch', { id: 'mine' });
    await ask(client, 'thing:watch', { id: 'refused' });
    expect(await ask(client, 'thing:watch', { id: 'foreign' })).toMatchObject({ code: 'not_permitted' });
    for (const id of ['refused', 'foreign', 'mine']) tell(id);
    await ask(client, 'thing:leave', { id: 'mine' });
    tell('mine');
    behave = async () => ({});
    await ask(client, 'thing:do', { id: 'last' });
    expect(heard).toEqual([{ id: 'mine' }, { id: 'refused' }, { id: 'mine' }]);
  });

  it('refuses on an expired token until it is renewed', async () => {
    const client = await connect();
    time += 601_000;
    expect(await ask(client, 'thing:do', { id: 'a' })).toMatchObject({ code: 'token_expired' });
    expect(await ask(client, 'session:renew', { token: tokens.signAccess(nurse).token })).toMatchObject({
      ok: true,
    });
    expect(await ask(client, 'thing:do', { id: 'a' })).toMatchObject({ ok: true });
  });

  it('tells the owner of the rooms when the socket is lost, and closes all sockets of a person', async () => {
    const client = await connect();
    await ask(client, 'thing:watch', { id: 'mine' });
    announcer.disconnectUser(nurse.tenantId, nurse.userId);
    await until(() => closed.length === 1);
    expect(closed).toMatchObject([
      { caller: { actor: { userId: nurse.userId } }, rooms: [{ kind: 'visit', id: 'mine' }] },
    ]);
  });
});
