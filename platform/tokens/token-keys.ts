import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../settings.ts';

const purposes = ['access', 'ticket', 'service'] as const;
export type TokenPurpose = (typeof purposes)[number];

const StoredKey = z.strictObject({ kid: z.string(), purpose: z.enum(purposes), privateKey: z.string() });
const StoredKeys = z.array(StoredKey).min(purposes.length);

export type TokenKey = { kid: string; purpose: TokenPurpose; privateKey: KeyObject; publicKey: KeyObject };

/** The signing keys, the newest of each purpose first. */
export type TokenKeys = readonly TokenKey[];

/** Reads keys from text, as the settings carry it: a JSON list of `{ kid, purpose, privateKey (PKCS 8, PEM) }`. */
export function parseTokenKeys(text: string): TokenKeys {
  return StoredKeys.parse(JSON.parse(text)).map(({ kid, purpose, privateKey }) => {
    const key = createPrivateKey(privateKey);
    return { kid, purpose, privateKey: key, publicKey: createPublicKey(key) };
  });
}

/** Keys from the setting BEDSIDE_TOKEN_KEYS. Throws `ConfigurationError`. */
export function environmentTokenKeys(setting: string): TokenKeys {
  try {
    return parseTokenKeys(setting);
  } catch {
    // The cause would show the keys.
    throw new ConfigurationError([
      'BEDSIDE_TOKEN_KEYS cannot be used. Write what node ops/containers/make-secrets.ts made, the same for every process.',
    ]);
  }
}

/** New keys as text, one for each purpose (ECDSA on P-256). */
export function makeTokenKeys(): string {
  return JSON.stringify(
    purposes.map((purpose) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return { kid: randomUUID(), purpose, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
    }),
  );
}

/** The keys of a file that only its owner may read; made on the first start. */
export async function openTokenKeyFile(file: string): Promise<TokenKeys> {
  const there = await readFile(file, 'utf8').catch(() => undefined);
  if (there !== undefined) return parseTokenKeys(there);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  await handle.writeFile(makeTokenKeys());
  await handle.sync();
  await handle.close();
  // Of two first starts one places its keys; both then read the same whole file.
  await link(draft, file).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
  });
  await unlink(draft);
  return parseTokenKeys(await readFile(file, 'utf8'));
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';
