import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigurationError } from '#platform/settings.ts';

type Files = { BEDSIDE_TLS_CERT: string | undefined; BEDSIDE_TLS_KEY: string | undefined };

/**
 * The certificate and its key, if HTTPS is to be served directly. Throws `ConfigurationError` when half of it is missing or the
 * two cannot be used.
 */
export function readTlsFiles({ BEDSIDE_TLS_CERT: certFile, BEDSIDE_TLS_KEY: keyFile }: Files) {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new ConfigurationError(['Set both BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY, or neither.']);
  const files = orProblem('The files of BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY cannot be read', () => ({
    cert: readFileSync(certFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
  }));
  orProblem(
    'BEDSIDE_TLS_CERT must name a certificate and BEDSIDE_TLS_KEY its private key, both in PEM',
    () => {
      if (!new X509Certificate(files.cert).checkPrivateKey(createPrivateKey(files.key)))
        throw new Error('the key is of another certificate');
    },
  );
  return files;
}

function orProblem<T>(problem: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ConfigurationError([`${problem}: ${cause instanceof Error ? cause.message : 'unknown'}.`]);
  }
}
