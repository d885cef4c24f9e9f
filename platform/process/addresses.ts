import { hostname } from 'node:os';
import { isIPv6 } from 'node:net';
import type { ServerSettings } from './server-settings.ts';

/**
 * Where this process is found: by browsers at `publicUrl`, by sister processes at `address`, on this machine at `localUrl(port)`,
 * by itself at `ownUrl`.
 */
export function addressesOf(settings: ServerSettings) {
  const { BEDSIDE_PORT: port, BEDSIDE_HOST: host = '127.0.0.1' } = settings;
  const isSecure = settings.BEDSIDE_TLS_CERT !== undefined;
  const scheme = isSecure ? 'https' : 'http';
  const localUrl = (at: number) => `${scheme}://localhost:${at}`;
  return {
    isSecure,
    localUrl,
    ownUrl: `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    address: settings.BEDSIDE_ADDRESS ?? `${scheme}://${hostname()}:${port}`,
    publicUrl: settings.BEDSIDE_PUBLIC_URL ?? localUrl(port),
  };
}
