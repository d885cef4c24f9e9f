import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketIo } from 'socket.io';
import { io as connectTo, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '#platform/clock.ts';
import { until } from '../../test/kit/until.ts';
import type { SocketServer } from './client-socket.ts';
import { createHandOver } from './hand-over.ts';

describe("the way of a node's clients to other nodes", () => {
  let server: Server;
  let sockets: SocketServer;
  let way: ReturnType<typeof createHandOver>;
  const clients: Socket[] = [];

  beforeEach(async () => {
    server = createServer();
    way = createHandOver({ io: () => sockets, random: systemRandom });
    sockets = new SocketIo(server, {
      transports: ['websocket'],
      allowRequest: (request, decide) => way.admit(request, decide),
    });
    sockets.of('/chat');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await sockets.close();
  });

  function open(): Socket {
    const { port } = server.address() as AddressInfo;
    const client = connectTo(`http://127.0.0.1:${port}/chat`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    clients.push(client);
    return client;
  }
  async function connect(): Promise<{ left: number | undefined; why: string | undefined }> {
    const client = open();
    const fate: { left: number | undefined; why: string | undefined } = { left: undefined, why: undefined };
    client.once('disconnect', (why) => Object.assign(fate, { left: performance.now(), why }));
    await new Promise<void>((resolve) => client.once('connect', resolve));
    return fate;
  }

  it('lets go of all in batches, as a lost line that browsers come back from at once', async () => {
    const fates = await Promise.all(Array.from({ length: 60 }, connect));
    const startedAt = performance.now();
    await way.handOver({ spreadMs: 300, batchMs: 50 });
    await until(() => fates.every(({ left }) => left !== undefined));
    const leftAfter = fates.map(({ left = 0 }) => left - startedAt);
    expect(Math.max(...leftAfter) - Math.min(...leftAfter)).toBeGreaterThan(150);
    expect(Math.max(...leftAfter)).toBeLessThan(1_500);
    // "io server disconnect" would tell the client to stay away.
    expect(new Set(fates.map(({ why }) => why))).toEqual(new Set(['transport close']));
  });

  it('waits for the answers to requests under way, and lets nobody in meanwhile', async () => {
    const fate = await connect();
    const [here] = sockets.of('/chat').sockets.values();
    if (!here) throw new Error('There is no socket.');
    here.data.running = 1;
    const handing = way.handOver({ spreadMs: 50, patienceMs: 60_000, batchMs: 10 });
    const other = await new Promise<Error>((resolve) => open().once('connect_error', resolve));
    expect(other).toBeInstanceOf(Error);
    expect(fate.left).toBeUndefined();
    here.data.running = 0;
    await handing;
    await until(() => fate.left !== undefined);
  });

  it('does not wait for ever', async () => {
    const fate = await connect();
    for (const socket of sockets.of('/chat').sockets.values()) socket.data.running = 1;
    await way.handOver({ spreadMs: 20, patienceMs: 100, batchMs: 10 });
    await until(() => fate.left !== undefined);
  });
});
