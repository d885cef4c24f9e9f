import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as askPlain, type IncomingMessage } from 'node:http';
import { request as askSecurely } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import type { OwnServer } from '../../../ops/together/own-server.ts';
import { startProxy } from '../../../ops/together/servers.ts';
import { freePort } from '../../kit/free-port.ts';
import { Person } from '../../kit/person.ts';
import { root } from '../../kit/server.ts';
import { Together } from '../../kit/together.ts';
import { until } from '../../kit/until.ts';

type Answer = {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  raw: string[];
  text: string;
};
type Asked = { method?: string; headers?: Record<string, string> };

describe('the stock proxy before an installation', () => {
  let folder: string;
  let together: Together;
  let proxy: OwnServer | undefined;
  let ports: { https: number; http: number };
  let ca: string;
  let token: string;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-entry-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', ...names, ...made], { stdio: 'ignore' });
    ca = await readFile(cert, 'utf8');
    const both = join(folder, 'both.pem');
    execFileSync('sh', ['-c', 'cat "$1" "$2" > "$3"', 'sh', cert, key, both]);
    ports = { https: await freePort(), http: await freePort() };
    together = await Together.create({ env: { BEDSIDE_PUBLIC_URL: `https://localhost:${ports.https}` } });
    const at = (name: string) => new URL(together.process(name).address).host;
    proxy = await startProxy({
      config: await readFile(join(root, 'ops/proxy/haproxy.cfg'), 'utf8'),
      folder,
      port: ports.https,
      env: {
        PROXY_CERTIFICATE: both,
        PROXY_HTTPS: `127.0.0.1:${ports.https},[::1]:${ports.https}`,
        PROXY_HTTP: `127.0.0.1:${ports.http},[::1]:${ports.http}`,
        PROXY_IDENTITY_1: at('identity'),
        PROXY_VISITS_1: at('visits'),
        PROXY_BILLING_1: at('billing'),
        PROXY_AUDIT_1: at('audit'),
        PROXY_SIGNALING_1: at('signaling-1'),
        PROXY_SIGNALING_2: at('signaling-2'),
      },
    });
    await until(async () => (await ask('/demo')).status === 200);
    ({ token } = await Person.fromDemo(() => together.url, 'patient'));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await proxy?.stop();
    await together?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (path: string, { method = 'GET', headers = {} }: Asked = {}) =>
    answerOf(askSecurely({ host: 'localhost', port: ports.https, path, method, headers, ca, agent: false }));

  async function open(): Promise<Socket> {
    const socket = io(`https://localhost:${ports.https}/chat`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ca,
      auth: { token, protocol: socketProtocol },
    });
    sockets.push(socket);
    await until(() => socket.connected);
    return socket;
  }
  const list = (socket: Socket): Promise<unknown> =>
    socket.timeout(5_000).emitWithAck('conversation:list', {});

  it('gives pages, the API and the keys over HTTPS, every protection once and a request id', async () => {
    const page = await ask('/demo');
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('<html') });
    expect(await ask('/api/v1/demo')).toMatchObject({ status: 200 });
    expect(await ask('/.well-known/jwks.json')).toMatchObject({ status: 200 });
    expect(await ask('/api/v1/audit/entries')).toMatchObject({ status: 401 });
    const once = ['strict-transport-security', 'content-security-policy', 'x-content-type-options'];
    for (const name of [...once, 'permissions-policy', 'x-request-id'])
      expect(page.raw.filter((one) => one.toLowerCase() === name)).toEqual([expect.any(String)]);
    expect(page.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(page.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it("keeps a client's own trace, and names a refused request as the server does", async () => {
    const trace = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
    const { headers, text } = await ask('/api/v1/audit/entries', {
      headers: { traceparent: `00-${trace}-bbbbbbbbbbbbbbbb-01` },
    });
    expect(headers['x-request-id']).toBe(trace);
    expect(JSON.parse(text)).toMatchObject({ traceId: trace });
  });

  it.each(['/rpc/identity/x', '/RPC/identity/x', '/%72pc/identity/x', '/metrics', '/livez', '/readyz'])(
    'lets nobody at %s',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404, text: expect.not.stringContaining('bedside_') });
      expect(await ask(path, { method: 'POST' })).toMatchObject({ status: 404 });
    },
  );

  it('takes nothing but questions for pages', async () => {
    expect(await ask('/demo', { method: 'POST' })).toMatchObject({ status: 405 });
  });

  it('sends plain HTTP to HTTPS', async () => {
    const { status, headers } = await answerOf(
      askPlain({ host: 'localhost', port: ports.http, path: '/demo?x=1', headers: { host: 'bedside.test' } }),
    );
    expect({ status, to: headers.location }).toEqual({ status: 308, to: 'https://bedside.test/demo?x=1' });
  });

  it('passes sockets through, on which requests are answered', async () => {
    expect(await list(await open())).toMatchObject({ ok: true });
  });

  it('keeps sockets and goes on answering while no node is ready', async () => {
    const socket = await open();
    await together.redis.pause();
    try {
      const { address } = together.process('signaling-1');
      await until(async () => !(await fetch(`${address}/readyz`)).ok, { withinMs: 15_000 });
      const pausedAt = Date.now();
      // Longer than a node that is not ready stays in the rotation.
      await until(async () => {
        expect(await ask('/demo')).toMatchObject({ status: 200 });
        return Date.now() - pausedAt > 2_500;
      });
      expect(socket.connected).toBe(true);
      expect(await list(socket)).toMatchObject({ ok: true });
    } finally {
      together.redis.continue();
    }
    const { address } = together.process('signaling-1');
    await until(async () => (await fetch(`${address}/readyz`)).ok, { withinMs: 15_000 });
  });

  it('leaves out a signaling node that was killed', async () => {
    await together.process('signaling-1').kill();
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await ask('/demo')).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    for (let index = 0; index < 4; index += 1) expect(await list(await open())).toMatchObject({ ok: true });
  });
});

function answerOf(request: ReturnType<typeof askSecurely>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          raw: response.rawHeaders.filter((_, index) => index % 2 === 0),
          text,
        }),
      );
    });
    request.end();
  });
}
