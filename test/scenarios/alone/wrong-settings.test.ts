import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../../kit/server.ts';

const folder = await mkdtemp(join(tmpdir(), 'bedside-wrong-'));
const file = (name: string) => join(folder, name);

describe('the start of a server', () => {
  beforeAll(async () => {
    for (const name of ['one', 'other']) {
      const files = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)];
      const kind = ['-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
      execFileSync('openssl', ['req', ...kind, '-subj', '/CN=localhost', ...files], { stdio: 'ignore' });
    }
    await writeFile(file('empty'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each<[Record<string, string>, string]>([
    [{ BEDSIDE_PRT: '3000' }, 'BEDSIDE_PRT is not a setting. Did you mean BEDSIDE_PORT?'],
    [{ MONGODB_URI: 'mongodb://db' }, 'MONGODB_URI is not a setting. Did you mean MONGODB_URL?'],
    [{ BEDSIDE_PORT: 'eighty' }, 'BEDSIDE_PORT cannot be "eighty"'],
    [{ BEDSIDE_LOG: 'printer' }, 'it must be one of file, stdout'],
    [{ BEDSIDE_OPERATOR: 'harbour' }, 'it must be the id of an organisation'],
    [{ BEDSIDE_NODE_ID: 'One node' }, 'it must be small letters, digits and dashes'],
    [{ BEDSIDE_TRUSTED_PROXIES: '10.0.0.5,proxy' }, '"proxy" must be an IP address or a network'],
    [{ BEDSIDE_HOST: 'http://here' }, 'it must be an IP address or a host name'],
    [{ BEDSIDE_HOST: '192.0.2.1' }, 'it must be an address of this machine'],
    [{ BEDSIDE_ANNOUNCED_ADDRESS: '203.0.113.777' }, 'BEDSIDE_ANNOUNCED_ADDRESS cannot be "203.0.113.777"'],
    [
      { BEDSIDE_TURN_URLS: 'turn.example.org', BEDSIDE_TURN_SECRET: 's' },
      'must be written as turn:host:port',
    ],
    [{ BEDSIDE_TURN_URLS: 'turn:turn.example.org' }, 'Set both BEDSIDE_TURN_URLS and BEDSIDE_TURN_SECRET'],
    [{ MONGODB_URL: 'mongodb://db' }, 'Set both MONGODB_URL and REDIS_URL'],
    [{ STRIPE_SECRET_KEY: 'sk_live_topsecret' }, 'STRIPE_WEBHOOK_SECRET must be set'],
    [{ BEDSIDE_TLS_CERT: file('one.pem') }, 'Set both BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY'],
    [{ BEDSIDE_TLS_CERT: '/nowhere.pem', BEDSIDE_TLS_KEY: file('one.key') }, '/nowhere.pem'],
    [{ BEDSIDE_TLS_CERT: file('empty'), BEDSIDE_TLS_KEY: file('one.key') }, 'must name a certificate'],
    [{ BEDSIDE_TLS_CERT: file('one.pem'), BEDSIDE_TLS_KEY: file('other.key') }, 'its private key'],
    [{ BEDSIDE_DATA: file('empty') }, 'it must be a folder that this user may write to'],
    [{ BEDSIDE_DATA: file('empty/data') }, 'it must be a folder that this user may write to'],
    [{ BEDSIDE_DATA: '/proc/data' }, 'it must be a folder that this user may write to'],
  ])('ends on %o with a sentence that says what to write', async (env, sentence) => {
    const { code, output } = await TestServer.exitOf({
      BEDSIDE_DATA: file('data'),
      BEDSIDE_RTC_PORT: '0',
      ...env,
    });
    expect(output).toContain(sentence);
    expect(output).not.toContain('topsecret');
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(78);
  });
});
