import { randomBytes } from 'node:crypto';
import { makeTokenKeys } from '#platform/tokens/token-keys.ts';

// `node ops/containers/make-secrets.ts > ops/containers/secrets.env`: new keys for an installation, once. Whoever loses them cannot
// read what was kept; whoever has them can read everything.
console.log(`BEDSIDE_TOKEN_KEYS='${makeTokenKeys()}'`);
console.log(`BEDSIDE_MASTER_KEYS='first:${randomBytes(32).toString('base64')}'`);
