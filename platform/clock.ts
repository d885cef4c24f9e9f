import { randomBytes } from 'node:crypto';

/** Milliseconds since 1970, handed in so that tests can move it. */
export type Now = () => number;
export const systemNow: Now = () => Date.now();

/** A new UUID, handed in so that tests can name things. */
export type NewId = () => string;

/** UUID version 7 (RFC 9562): 48 bits of milliseconds, then randomness, so that ids sort by time of making. */
export const newUuid: NewId = () => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f);
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** A number in [0, 1), handed in so that tests can choose it. For jitter, never for secrets. */
export type Random = () => number;
export const systemRandom: Random = () => Math.random();
