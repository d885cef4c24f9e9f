import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import { SocketLink } from './socket-link.ts';

const namespaces = ['/call', '/chat'] as const;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Handshake = { token: string; namespace: string };

/** A socket.io server that lets in who shows a good token, and says why not. */
async function startServer(
  port: number,
  isGood: (token: string) => string | undefined,
  retryAfterMs?: number,
) {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'] });
  const shown: Handshake[] = [];
  const shownAt: number[] = [];
  for (const namespace of namespaces) {
    server.of(namespace).use((socket, next) => {
      const token = String(socket.handshake.auth['token']);
      shown.push({ token, namespace });
      shownAt.push(performance.now());
      const code = isGood(token);
      next(
        code === undefined
          ? undefined
          : Object.assign(new Error(code), { data: { code, message: '', retryAfterMs } }),
      );
    });
  }
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const stop = () => server.close();
  ends.push(stop);
  return {
    shown,
    shownAt,
    stop,
    port: (http.address() as AddressInfo).port,
    connections: () => server.engine.clientsCount,
  };
}

function openLink(
  port: number,
  renewal: () => string | undefined = () => 'renewed',
  more: { patienceMs?: number; random?: () => number } = {},
) {
  let token = 'first';
  const over = Promise.withResolvers<void>();
  const link = SocketLink.create({
    address: `http://127.0.0.1:${port}`,
    tokens: {
      current: async () => token,
      renew: async () => {
        const renewed = renewal();
        token = renewed ?? token;
        return renewed;
      },
    },
    onSessionClosed: over.resolve,
    ...more,
  });
  ends.push(() => link.close());
  return { link, isOver: over.promise };
}

const connected = (socket: ReturnType<SocketLink['namespace']>) =>
  new Promise<void>(
    (resolve) => void (socket.connected ? resolve() : socket.once('connect', () => resolve())),
  );

describe('SocketLink', () => {
  it('carries every namespace on one connection', async () => {
    const { port, connections } = await startServer(0, () => undefined);
    const { link } = openLink(port);
    await Promise.all(namespaces.map((name) => connected(link.namespace(name))));
    expect(connections()).toBe(1);
  });

  it('renews an ended token and comes in with the new one', async () => {
    const { port, shown } = await startServer(0, (token) =>
      token === 'first' ? 'token_expired' : undefined,
    );
    const { link } = openLink(port);
    await connected(link.namespace('/call'));
    expect(shown.map(({ token }) => token)).toEqual(['first', 'renewed']);
  });

  it('says that the session is over when it cannot be renewed, and tries no more', async () => {
    const { port, shown } = await startServer(0, () => 'unauthenticated');
    const { link, isOver } = openLink(port, () => undefined);
    link.namespace('/call');
    await isOver;
    expect(shown).toHaveLength(1);
  });

  it('tries again when the server that renews is away for a moment', async () => {
    const { port } = await startServer(0, (token) => (token === 'first' ? 'unauthenticated' : undefined));
    let renewals = 0;
    const { link } = openLink(port, () => {
      renewals += 1;
      if (renewals === 1) throw new Error('Away.');
      return 'renewed';
    });
    await connected(link.namespace('/call'));
    expect(renewals).toBe(2);
  });

  it('waits as long as a crowded server asks, and a little longer by chance, without another token', async () => {
    let isCrowded = true;
    const { port, shown, shownAt } = await startServer(0, () => (isCrowded ? 'crowded' : undefined), 400);
    const { link } = openLink(port, undefined, { random: () => 0.5 });
    const socket = link.namespace('/call');
    await new Promise((resolve) => socket.once('connect_error', resolve));
    isCrowded = false;
    await connected(socket);
    const [first = 0, second = 0] = shownAt;
    expect(second - first).toBeGreaterThan(440);
    expect(shown.map(({ token }) => token)).toEqual(['first', 'first']);
  });

  it('waits by chance after a try that nobody answered', async () => {
    const { port } = await startServer(0, () => undefined);
    const cameAt: number[] = [];
    const silent = createTcpServer((line) => {
      cameAt.push(performance.now());
      if (cameAt.length > 1) line.pipe(connect(port, '127.0.0.1')).pipe(line);
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    ends.push(() => silent.close());
    const way = openLink((silent.address() as AddressInfo).port, undefined, {
      patienceMs: 100,
      random: () => 0.15,
    });
    await connected(way.link.namespace('/call'));
    const [first = 0, second = 0] = cameAt;
    // The try, and 0.15 of what the first wait may be at most.
    expect(second - first).toBeGreaterThan(380);
  });

  it('comes back by itself to a server that was started again', async () => {
    const first = await startServer(0, () => undefined);
    const { link } = openLink(first.port);
    const socket = link.namespace('/call');
    await connected(socket);
    const lost = new Promise((resolve) => socket.once('disconnect', resolve));
    await first.stop();
    await lost;
    const second = await startServer(first.port, () => undefined);
    await connected(socket);
    expect(second.shown.map(({ namespace }) => namespace)).toEqual(['/call']);
  });
});
