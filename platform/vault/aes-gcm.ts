import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';

// AES-256-GCM as NIST SP 800-38D says: a random 96-bit IV for each use, a 128-bit tag.
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

// One system call for many IVs: asking for each would cost more than the encryption of a short text.
const pool = Buffer.allocUnsafe(IV_BYTES * 512);
let taken = pool.length;

function takeIv(): Buffer {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += IV_BYTES;
  return pool.subarray(taken - IV_BYTES, taken);
}

/** The IV, the encrypted bytes and the tag, in one piece. `bound` is not encrypted but must be the same to decrypt. */
export function encrypt(key: KeyObject, bound: string, plain: string | Uint8Array): Buffer {
  const iv = takeIv();
  const cipher = createCipheriv(ALGORITHM, key, iv);
  cipher.setAAD(Buffer.from(bound));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  const sealed = Buffer.allocUnsafe(IV_BYTES + body.length + TAG_BYTES);
  iv.copy(sealed);
  body.copy(sealed, IV_BYTES);
  cipher.getAuthTag().copy(sealed, IV_BYTES + body.length);
  return sealed;
}

/** `undefined` when anything of it was changed, or it was bound to something else. */
export function decrypt(key: KeyObject, bound: string, sealed: Buffer): Buffer | undefined {
  const tagAt = sealed.length - TAG_BYTES;
  if (tagAt < IV_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plain = decipher.update(sealed.subarray(IV_BYTES, tagAt));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
