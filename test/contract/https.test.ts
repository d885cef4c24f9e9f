import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServer } from '#platform/http/http-server.ts';
import { createPlainApp } from '../kit/plain-app.ts';

describe('HTTPS', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-tls-'));
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...subject, '-keyout', file('key.pem'), '-out', file('cert.pem')],
      {
        stdio: 'ignore',
      },
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('serves pages that browsers keep to HTTPS', async () => {
    const http = createHttpServer({
      port: 0,
      host: '127.0.0.1',
      tls: { cert: readFileSync(file('cert.pem'), 'utf8'), key: readFileSync(file('key.pem'), 'utf8') },
    });
    http.serve(createPlainApp({ isPublicUrlSecure: true }));
    const port = await http.start();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/livez', rejectUnauthorized: false }, resolve).on(
        'error',
        reject,
      );
    });
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
    await http.stop();
  });
});
