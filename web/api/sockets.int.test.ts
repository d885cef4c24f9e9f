import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../../test/kit/until.ts';
import { createSockets } from './sockets.ts';

const tokens = { current: async () => 'token', renew: async () => 'token' };

describe("a tab's sockets", () => {
  const connection = Object.assign(new EventTarget(), { type: 'wifi' });
  const changeTo = (type: string) => {
    connection.type = type;
    connection.dispatchEvent(new Event('change'));
  };
  let server: Server;
  let address: string;
  beforeEach(async () => {
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('navigator', { connection });
    const http = createServer();
    server = new Server(http, { transports: ['websocket'] });
    server.of('/chat');
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await server.close();
  });

  it('leave the old network at once, once for all signs that there is another', async () => {
    let connections = 0;
    server.engine.on('connection', () => connections++);
    const sockets = createSockets({ address, tokens, onSessionClosed: () => undefined });
    const port = sockets.chat();
    const seen: boolean[] = [];
    port.onConnection((isConnected) => seen.push(isConnected));
    await until(() => port.isConnected);
    window.dispatchEvent(new Event('online'));
    changeTo('cellular');
    await until(() => connections === 2 && port.isConnected);
    expect(seen).toEqual([true, false, true]);
    changeTo('wifi');
    await until(() => connections === 3 && port.isConnected);
    sockets.close();
    changeTo('cellular');
    window.dispatchEvent(new Event('online'));
    expect(port.isConnected).toBe(false);
  });
});
