import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServer } from '#platform/http/http-server.ts';
import { createLog } from '#platform/log.ts';
import { createPlainApp } from '../kit/plain-app.ts';

const page = '<title>The app</title>';
const secret = 'nobody may read this';

describe('the door of the pages', () => {
  let folder: string;
  let port: number;
  const errors: string[] = [];
  const http = createHttpServer({ port: 0, host: '127.0.0.1' });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-pages-'));
    await mkdir(join(folder, 'web/assets'), { recursive: true });
    await Promise.all([
      writeFile(join(folder, 'web/index.html'), page),
      writeFile(join(folder, 'web/assets/app-1a2b.js'), 'start();'),
      writeFile(join(folder, 'web/.hidden'), secret),
      writeFile(join(folder, 'secret.txt'), secret),
    ]);
    const log = createLog({ level: 'warn', stream: { write: (line: string) => void errors.push(line) } });
    http.serve(createPlainApp({ webFolder: join(folder, 'web'), log }));
    port = await http.start();
  });
  afterAll(async () => {
    await http.stop();
    await rm(folder, { recursive: true });
  });

  /** The path as it is, which `fetch` would tidy. */
  const ask = (
    path: string,
    { method = 'GET', headers = {} }: { method?: string; headers?: OutgoingHttpHeaders } = {},
  ) =>
    new Promise<{ status: number | undefined; body: string; caching: string | undefined }>(
      (resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path, method, headers }, async (answer) => {
          let body = '';
          for await (const part of answer.setEncoding('utf8')) body += String(part);
          resolve({ status: answer.statusCode, body, caching: answer.headers['cache-control'] });
        });
        asked.on('error', reject).end();
      },
    );

  it('gives the app at every address of a page, anew, and what it is built of, for ever', async () => {
    for (const path of ['/', '/demo', '/doctor/today'])
      expect(await ask(path), path).toEqual({ status: 200, body: page, caching: 'no-cache' });
    const asset = await ask('/assets/app-1a2b.js');
    expect(asset).toMatchObject({ status: 200, body: 'start();' });
    expect(asset.caching).toContain('immutable');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/.hidden',
    '/secret.txt%00.html',
  ])('gives nothing but its own files: %s', async (path) => {
    expect((await ask(path)).body).not.toContain(secret);
  });

  it.each([
    ['an address that is no text', '/%E0%A4%A', {}],
    ['a part behind the end', '/assets/app-1a2b.js', { headers: { range: 'bytes=999-' } }],
    ['a version that was never there', '/assets/app-1a2b.js', { headers: { 'if-match': '"x"' } }],
  ])('refuses %s, and it is no bug of ours', async (_what, path, options) => {
    const { status, body } = await ask(path, options);
    expect({ status, ...JSON.parse(body) }).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(errors).toEqual([]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('takes no %s', async (method) => {
    expect((await ask('/', { method })).status).toBe(404);
  });

  it('refuses what is oversized', async () => {
    expect((await ask('/', { headers: { 'x-long': 'x'.repeat(20_000) } })).status).toBe(431);
  });
});
