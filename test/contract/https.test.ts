import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '#platform/http/create-app.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { createHealth } from '#platform/health.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { TestServer } from '../kit/server.ts';

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
    http.serve(
      createApp({
        isPublicUrlSecure: true,
        trustedProxies: [],
        webFolder: undefined,
        routes: [],
        mounts: [],
        verifyAccess: () => {
          throw new Error('Nobody signs in here.');
        },
        jwks: () => ({ keys: [] }),
        openApi: () => ({}),
        rateLimit: createRateLimit(),
        health: createHealth({ now: () => 0 }),
        metrics: createMetrics(),
        log: silentLog,
      }),
    );
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

  it.each([
    [{ BEDSIDE_TLS_CERT: 'cert.pem' }, 'Set both BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY'],
    [{ BEDSIDE_TLS_CERT: '/nowhere/cert.pem', BEDSIDE_TLS_KEY: '/nowhere/key.pem' }, '/nowhere/cert.pem'],
    [{ BEDSIDE_PROT: '3000' }, 'Did you mean BEDSIDE_PORT?'],
    [{ BEDSIDE_PORT: 'three thousand' }, 'BEDSIDE_PORT cannot be "three thousand"'],
    [{ MONGODB_URL: 'mongodb://db' }, 'Set both MONGODB_URL and REDIS_URL'],
    [{ STRIPE_SECRET_KEY: 'sk_test_x' }, 'STRIPE_WEBHOOK_SECRET must be set'],
  ])('stops the start on %o with a sentence that says what to write', async (env, sentence) => {
    const { code, output } = await TestServer.exitOf({ BEDSIDE_DATA: file('data'), ...env });
    expect(output).toContain(sentence);
    expect(output).not.toContain('    at ');
    expect(code).toBe(78);
  });
});
