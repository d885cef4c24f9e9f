import { hostname } from 'node:os';
import type { ServerSettings } from './server-settings.ts';

/** Where this process is found: by browsers at `publicUrl`, by sister processes at `address`, on this machine at `localUrl(port)`. */
export function addressesOf(settings: ServerSettings) {
  const isSecure = settings.BEDSIDE_TLS_CERT !== undefined;
  const scheme = isSecure ? 'https' : 'http';
  const localUrl = (port: number) => `${scheme}://localhost:${port}`;
  return {
    isSecure,
    localUrl,
    address: settings.BEDSIDE_ADDRESS ?? `${scheme}://${hostname()}:${settings.BEDSIDE_PORT}`,
    publicUrl: settings.BEDSIDE_PUBLIC_URL ?? localUrl(settings.BEDSIDE_PORT),
  };
}
