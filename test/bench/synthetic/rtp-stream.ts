import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { SrtpSender } from './srtp.ts';

const MAX_SEQUENCE = 0xffff;
/** Seconds from 1900, where RTCP counts from, to 1970. */
const NTP_OFFSET = 2_208_988_800;

export type StreamPlan = { ssrc: number; payloadType: number; clockRate: number; packetBytes: number[] };

/** One SSRC's packets: a frame is one packet per entry of `packetBytes`, all with one timestamp. */
export class RtpStream {
  readonly #plan: StreamPlan;
  readonly #isVideo: boolean;
  #sequence = randomInt(1_000);
  #rollovers = 0;
  #packets = 0;
  #bytes = 0;

  constructor(plan: StreamPlan) {
    this.#plan = plan;
    this.#isVideo = plan.clockRate === 90_000;
  }

  frame(srtp: SrtpSender, send: (packet: Buffer) => void): void {
    const { packetBytes } = this.#plan;
    const timestamp = this.#timestamp();
    for (const [index, bytes] of packetBytes.entries()) {
      const packet = Buffer.alloc(bytes, 0x55);
      const isLast = index === packetBytes.length - 1;
      packet.writeUInt8(0x80, 0);
      packet.writeUInt8(this.#plan.payloadType | (isLast && this.#isVideo ? 0x80 : 0), 1);
      packet.writeUInt16BE(this.#sequence, 2);
      packet.writeUInt32BE(timestamp, 4);
      packet.writeUInt32BE(this.#plan.ssrc, 8);
      // VP8: every frame begins a partition and is a key frame, so that a consumer can start with any of them.
      if (this.#isVideo) packet.writeUInt16BE(index === 0 ? 0x1000 : 0x0000, 12);
      send(srtp.protectRtp(packet, this.#rollovers));
      this.#packets += 1;
      this.#bytes += bytes - 12;
      this.#sequence = (this.#sequence + 1) & MAX_SEQUENCE;
      if (this.#sequence === 0) this.#rollovers += 1;
    }
  }

  /** A sender report (RFC 3550); without one the worker cannot line up the layers and stays on the first. */
  report(srtp: SrtpSender, send: (packet: Buffer) => void): void {
    const seconds = (performance.timeOrigin + performance.now()) / 1_000 + NTP_OFFSET;
    const packet = Buffer.alloc(28);
    packet.writeUInt32BE(0x80c8_0006, 0);
    packet.writeUInt32BE(this.#plan.ssrc, 4);
    packet.writeUInt32BE(Math.floor(seconds), 8);
    packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 12);
    packet.writeUInt32BE(this.#timestamp(), 16);
    packet.writeUInt32BE(this.#packets, 20);
    packet.writeUInt32BE(this.#bytes, 24);
    send(srtp.protectRtcp(packet));
  }

  #timestamp(): number {
    return Math.floor((performance.now() * this.#plan.clockRate) / 1_000) % 2 ** 32;
  }
}
