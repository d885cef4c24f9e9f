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
  const settings = { BEDSIDE_TURN_URLS: undefined, BEDSIDE_TURN_SECRET: undefined };
  expect(createIceServers({ settings, now })('somebody')).toEqual([]);
});

it('stops the start while TURN is half set up', () => {
  const secret = new Secret('shared');
  for (const settings of [
    { BEDSIDE_TURN_URLS: undefined, BEDSIDE_TURN_SECRET: secret },
    { BEDSIDE_TURN_URLS: ['turn:turn.example.org:3478'], BEDSIDE_TURN_SECRET: undefined },
  ])
    expect(() => createIceServers({ settings, now })).toThrow(
      'Set both BEDSIDE_TURN_URLS and BEDSIDE_TURN_SECRET, or neither.',
    );
});
