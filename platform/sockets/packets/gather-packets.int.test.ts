import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { until } from '../../../test/kit/until.ts';
import { type ClientSocket, openSocketServer, type SocketServer } from '../socket-server.ts';

let sockets: SocketServer;
let client: Socket;
let atServer: ClientSocket;
let heard: unknown[];
/** How many packets went out together each time. */
let together: number[];

beforeEach(async () => {
  const server = createServer();
  ({ io: sockets } = openSocketServer(server));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connected = new Promise<ClientSocket>((resolve) => sockets.on('connection', resolve));
  client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
  heard = [];
  client.on('thing:done', (value: unknown) => heard.push(value));
  atServer = await connected;
  await until(() => client.connected);
  together = [];
  atServer.conn.on('flush', (packets: unknown[]) => together.push(packets.length));
});
afterEach(async () => {
  client.disconnect();
  await sockets.close();
});

it('sends what one turn has for a connection in one piece, in order', async () => {
  for (const value of [1, 2, 3]) atServer.emit('thing:done', value);
  await Promise.resolve();
  sockets.emit('thing:done', 4);
  await until(() => heard.length === 4);
  atServer.emit('thing:done', 5);
  await until(() => heard.length === 5);
  expect(heard).toEqual([1, 2, 3, 4, 5]);
  expect(together).toEqual([4, 1]);
});

it.each([0, 90, 96, 97, 98, 125, 126, 65_500, 65_506, 65_507, 70_000])(
  'sends a text of %i letters whole, whatever its script',
  async (letters) => {
    const said = [`x${'y'.repeat(letters)}`, `ж${'ü'.repeat(letters)}語🩺`];
    for (const text of said) atServer.emit('thing:done', text);
    await until(() => heard.length === 2);
    expect(heard).toEqual(said);
  },
);

it('goes on while the one before is still being sent', async () => {
  const large = 'x'.repeat(2_000_000);
  for (let turn = 0; turn < 20; turn++) {
    atServer.emit('thing:done', large);
    atServer.emit('thing:done', turn);
    await new Promise(setImmediate);
  }
  await until(() => heard.length === 40);
  expect(heard.filter((value) => value !== large)).toEqual(Array.from({ length: 20 }, (_, turn) => turn));
});

it('sends what is not text as before', async () => {
  atServer.emit('thing:done', Buffer.from([1, 2, 3]));
  atServer.emit('thing:done', 'text');
  await until(() => heard.length === 2);
  expect(heard).toEqual([Buffer.from([1, 2, 3]), 'text']);
});

it('sends what was said just before the end', async () => {
  atServer.emit('thing:done', 'last');
  atServer.disconnect(true);
  await until(() => !client.connected);
  expect(heard).toEqual(['last']);
});
