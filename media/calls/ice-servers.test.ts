import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { Secret } from '#platform/settings/secret.ts';
import { createIceServers } from './ice-servers.ts';

const now = () => 1_800_000_000_000;

it('gives each participant a password that expires, as coturn checks it', () => {
  const urls = ['turn:turn.example.org:3478'];
  const settings = { BEDSIDE_TURN_URLS: urls, BEDSIDE_TURN_SECRET: new Secret('shared') };
  const [server] = createIceServers({ settings, now })('somebody');
  expect(server?.urls).toEqual(urls);
  expect(server?.username).toBe(`${1_800_000_000 + 6 * 3_600}:somebody`);
  const expected = createHmac('sha1', 'shared')
    .update(server?.username ?? '')
    .digest('base64');
  expect(server?.credential).toBe(expected);
});

it('gives none while TURN is not set up', () => {
  const settings = { BEDSIDE_TURN_URLS: undefined, BEDSIDE_TURN_SECRET: new Secret('shared') };
  expect(createIceServers({ settings, now })('somebody')).toEqual([]);
});
