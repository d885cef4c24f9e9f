import { readFileSync } from 'node:fs';
import { ConfigurationError } from '#platform/settings.ts';

type Files = { BEDSIDE_TLS_CERT: string | undefined; BEDSIDE_TLS_KEY: string | undefined };

/** The certificate and its key, if HTTPS is to be served directly. Throws `ConfigurationError` when half of it is missing. */
export function readTlsFiles({ BEDSIDE_TLS_CERT: certFile, BEDSIDE_TLS_KEY: keyFile }: Files) {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new ConfigurationError(['Set both BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY, or neither.']);
  try {
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new ConfigurationError([
      `The files of BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY cannot be read: ${why}.`,
    ]);
  }
}
