import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const PRIORITY = 0x0024;
const USE_CANDIDATE = 0x0025;
const FINGERPRINT = 0x8028;
const ICE_CONTROLLING = 0x802a;

/** An ICE connectivity check that nominates its pair (RFC 8445 over RFC 8489), as a browser sends to an ICE-lite server. */
export function bindingRequest({
  usernameFragment,
  password,
}: {
  usernameFragment: string;
  password: string;
}): Buffer {
  const header = Buffer.concat([Buffer.from([0x00, 0x01, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)]);
  const priority = Buffer.alloc(4);
  priority.writeUInt32BE(0x6e7f1eff);
  const body = Buffer.concat([
    header,
    attribute(USERNAME, Buffer.from(`${usernameFragment}:peer`)),
    attribute(PRIORITY, priority),
    attribute(USE_CANDIDATE, Buffer.alloc(0)),
    attribute(ICE_CONTROLLING, randomBytes(8)),
  ]);
  // Both sums are taken over a message whose length already counts the attribute that carries them.
  const integrity = createHmac('sha1', password).update(withLength(body, 24)).digest();
  const signed = Buffer.concat([body, attribute(MESSAGE_INTEGRITY, integrity)]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc32(withLength(signed, 8)) ^ 0x5354554e) >>> 0);
  return withLength(Buffer.concat([signed, attribute(FINGERPRINT, sum)]), 0);
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function withLength(message: Buffer, more: number): Buffer {
  message.writeUInt16BE(message.length - 20 + more, 2);
  return message;
}
