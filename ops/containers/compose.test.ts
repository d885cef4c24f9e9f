import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everySetting, serviceNames } from '../../compose.ts';
import { serverArgs } from '../lib/server-args.mjs';
import { planTogether } from '../together/plan.ts';

const read = (file: string) => readFile(join(import.meta.dirname, file), 'utf8');
const compose = await read('compose.yaml');
const proxy = await read('../proxy/haproxy.cfg');

/** The blocks below `services:`, by name. */
const services = new Map(
  (compose.split(/^services:$/m)[1]?.split(/^networks:$/m)[0] ?? '')
    .split(/^ {2}(?=[a-z0-9-]+:$)/m)
    .slice(1)
    .map((block) => [block.slice(0, block.indexOf(':')), block]),
);
const processes = [...services]
  .filter(([, block]) => block.includes('<<: *process'))
  .map(([name, block]) => ({
    name,
    block,
    services: /command: \[([^\]]+)\]/.exec(block)?.[1]?.split(', ') ?? [],
  }));
const planned = await planTogether({
  publicUrl: 'https://localhost',
  nextPort: () => 3_000,
  nextRtcPort: () => 20_000,
  folder: 'data',
  mongoUrl: 'mongodb://localhost',
  redisUrl: 'redis://localhost',
});

describe('compose.yaml', () => {
  it('runs the processes that run without containers, and so every service', () => {
    const commands = (list: readonly { name: string; services: readonly string[] }[]) =>
      Object.fromEntries(list.map((one) => [one.name, one.services]));
    expect(commands(processes)).toEqual(commands(planned));
    expect(new Set(processes.flatMap((one) => one.services))).toEqual(new Set(serviceNames));
  });

  it('names only settings that there are', () => {
    const settings = new Set(everySetting.flatMap((definition) => Object.keys(definition)));
    const named = [...compose.matchAll(/\b((?:BEDSIDE|STRIPE|MONGODB|REDIS)_[A-Z_]+)\b/g)].map(
      ([name]) => name,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });

  it('tells every process its name, where it is and where its sisters are', () => {
    for (const { name, block } of processes) {
      expect(block).toContain(`BEDSIDE_NODE_ID: ${name}`);
      expect(block).toMatch(new RegExp(`BEDSIDE_ADDRESS: "?http://${name}:3000\\b`));
    }
    const sisters = /BEDSIDE_SISTERS: (\S+)/.exec(compose)?.[1]?.split(',') ?? [];
    const there = planned[0]?.env['BEDSIDE_SISTERS']?.split(',') ?? [];
    const nameOf = (entry: string) => entry.split('=')[0];
    expect(sisters.map(nameOf)).toEqual(there.map(nameOf));
    for (const entry of sisters) expect(entry).toBe(`${nameOf(entry)}=http://${nameOf(entry)}:3000`);
  });

  it('gives every process the keys that all share', async () => {
    const secrets = [...(await read('make-secrets.ts')).matchAll(/`(BEDSIDE_\w+)=/g)].map(([, name]) => name);
    expect(secrets).toEqual(['BEDSIDE_TOKEN_KEYS', 'BEDSIDE_MASTER_KEYS']);
    expect(/^x-process:.*(?:\n .*)+/m.exec(compose)?.[0]).toContain('env_file: [secrets.env]');
  });

  it('publishes the media ports under their own numbers, below those of the system, and nothing of what is inside', () => {
    for (const { block } of processes.filter((one) => one.services.includes('media'))) {
      const first = Number(/BEDSIDE_RTC_PORT: "(\d+)"/.exec(block)?.[1]);
      const last = first + Number(/BEDSIDE_MEDIA_WORKERS: "(\d+)"/.exec(block)?.[1]) - 1;
      for (const kind of ['udp', 'tcp'])
        expect(block).toContain(`"${first}-${last}:${first}-${last}/${kind}"`);
      expect(last).toBeLessThan(32_768);
    }
    for (const name of ['redis', 'mongodb']) expect(services.get(name)).not.toMatch(/ports:|outside/);
  });

  it('gives the proxy every address that it asks for, and none that it does not know', () => {
    const asked = [...proxy.matchAll(/\.if !defined\((\w+)\)/g)].map(([, name]) => name);
    const given = [...(services.get('proxy') ?? '').matchAll(/^ {6}(PROXY_\w+):/gm)].map(
      ([, name = '']) => name,
    );
    expect(given).toEqual(expect.arrayContaining(asked));
    for (const name of given) expect(proxy).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('takes every image at a version of its own', () => {
    for (const [, image = ''] of compose.matchAll(/image: (\S+)/g))
      expect(image).toMatch(/^bedside$|^\w+:\d+\.\d+\.\d+/);
  });
});

describe('the Dockerfile', () => {
  it('stands on the Node of the project, at a version, and does not run as root', async () => {
    const text = await read('Dockerfile');
    for (const [, image = ''] of text.matchAll(/^FROM (\S+)/gm))
      expect(image).toMatch(/^node:24\.\d+\.\d+-bookworm-slim$/);
    expect(text).toMatch(/^USER 1000:1000$/m);
    expect(text).toMatch(/^HEALTHCHECK /m);
  });

  it('starts the server as the launcher does', async () => {
    const [, entry = ''] = /^ENTRYPOINT (.+)$/m.exec(await read('Dockerfile')) ?? [];
    expect(JSON.parse(entry)).toEqual(['node', ...serverArgs, 'bedside.ts']);
  });
});
