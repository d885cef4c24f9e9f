import { randomFillSync } from 'node:crypto';

/** Milliseconds since 1970, handed in so that tests can move it. */
export type Now = () => number;
export const systemNow: Now = () => Date.now();

/** A new UUID, handed in so that tests can name things. */
export type NewId = () => string;

const pool = new Uint8Array(16 * 256);
let used = pool.length;

/**
 * UUID version 7 (RFC 9562): 48 bits of milliseconds, then randomness, so that ids sort by time of making. Randomness
 * is fetched for many ids at once, since each fetch costs more than the rest together.
 */
export const newUuid: NewId = () => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.buffer, used, 16);
  used += 16;
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f);
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** A number in [0, 1), handed in so that tests can choose it. For jitter, never for secrets. */
export type Random = () => number;
export const systemRandom: Random = () => Math.random();
