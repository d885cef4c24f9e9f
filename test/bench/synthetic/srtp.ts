import { createCipheriv } from 'node:crypto';

const RTP_HEADER_BYTES = 12;
const RTCP_CLEAR_BYTES = 8;

/** Encrypts one transport's RTP and RTCP with AEAD_AES_128_GCM (RFC 7714), from the keys of its DTLS handshake. */
export class SrtpSender {
  readonly #rtp: Keys;
  readonly #rtcp: Keys;
  #rtcpIndex = 0;

  /** `exported`: client's key, server's key, client's salt, server's salt; we are the client. */
  constructor(exported: Buffer) {
    const [key, salt] = [exported.subarray(0, 16), exported.subarray(32, 44)];
    this.#rtp = { key: derive(key, salt, 0), salt: derive(key, salt, 2).subarray(0, 12) };
    this.#rtcp = { key: derive(key, salt, 3), salt: derive(key, salt, 5).subarray(0, 12) };
  }

  /** `packet` has a plain header without extensions; `rollovers` counts how often its sequence began anew. */
  protectRtp(packet: Buffer, rollovers: number): Buffer {
    const iv = Buffer.alloc(12);
    packet.copy(iv, 2, 8, 12);
    iv.writeUInt32BE(rollovers, 6);
    packet.copy(iv, 10, 2, 4);
    const [head, body] = [packet.subarray(0, RTP_HEADER_BYTES), packet.subarray(RTP_HEADER_BYTES)];
    return Buffer.concat([head, seal(this.#rtp, iv, { head, body })]);
  }

  protectRtcp(packet: Buffer): Buffer {
    this.#rtcpIndex += 1;
    const index = Buffer.alloc(4);
    index.writeUInt32BE((this.#rtcpIndex | 0x8000_0000) >>> 0);
    const iv = Buffer.alloc(12);
    packet.copy(iv, 2, 4, 8);
    iv.writeUInt32BE(this.#rtcpIndex, 8);
    const [head, body] = [packet.subarray(0, RTCP_CLEAR_BYTES), packet.subarray(RTCP_CLEAR_BYTES)];
    return Buffer.concat([head, seal(this.#rtcp, iv, { head: Buffer.concat([head, index]), body }), index]);
  }
}

type Keys = { key: Buffer; salt: Buffer };

function derive(key: Buffer, salt: Buffer, label: number): Buffer {
  const counter = Buffer.alloc(16);
  salt.copy(counter);
  counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
  return createCipheriv('aes-128-ctr', key, counter).update(Buffer.alloc(16));
}

function seal({ key, salt }: Keys, iv: Buffer, { head, body }: { head: Buffer; body: Buffer }): Buffer {
  for (const [index, byte] of salt.entries()) iv.writeUInt8(iv.readUInt8(index) ^ byte, index);
  const cipher = createCipheriv('aes-128-gcm', key, iv);
  cipher.setAAD(head);
  return Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}
