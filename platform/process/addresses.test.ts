import { expect, it } from 'vitest';
import { readSettings } from '#platform/settings.ts';
import { addressesOf } from './addresses.ts';
import { serverSettings } from './server-settings.ts';

const ownUrl = (env: Record<string, string>) =>
  addressesOf(readSettings([serverSettings], { BEDSIDE_PORT: '4000', ...env }).values).ownUrl;

it('finds itself where it listens, over HTTPS where it serves that', () => {
  expect(ownUrl({})).toBe('http://127.0.0.1:4000');
  expect(ownUrl({ BEDSIDE_HOST: '192.0.2.7' })).toBe('http://192.0.2.7:4000');
  expect(ownUrl({ BEDSIDE_HOST: '::1' })).toBe('http://[::1]:4000');
  expect(ownUrl({ BEDSIDE_TLS_CERT: 'cert.pem', BEDSIDE_TLS_KEY: 'key.pem' })).toBe('https://127.0.0.1:4000');
});
