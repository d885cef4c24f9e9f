import { type ConsumerOptions, IceParameters, type TransportOptions } from '#contracts/call/call.ts';
import { z } from 'zod';
import type { Dtls } from '../../bench/synthetic/dtls.ts';
import { MediaTransport } from '../../bench/synthetic/media-transport.ts';
import { RECEIVE_CAPABILITIES, sendParameters } from '../../bench/synthetic/rtp-parameters.ts';
import { RtpStream } from '../../bench/synthetic/rtp-stream.ts';

const Candidate = z.looseObject({ protocol: z.string(), ip: z.string(), port: z.int() });
const consentEveryMs = 3_000;
const frameEveryMs = 20;

type Side = 'send' | 'receive';
type Wire = {
  connect(request: object): void;
  produce(request: object): void;
  onConnection(side: Side, state: string): void;
};
type Given = { transports: Record<Side, TransportOptions> };
/** What came over one pair of connections: where from, when it first and last did, and each time of 60 ms without. */
export type Heard = {
  port: number;
  firstAt: number;
  lastAt: number;
  silences: { from: number; to: number }[];
};
const silentMs = 60;

/** In the place of a browser's WebRTC: real ICE, DTLS and SRTP, and sound that is sent every 20 ms. */
export function syntheticDevice(dtls: Dtls, heard: Heard[]) {
  return {
    rtpCapabilities: { ...RECEIVE_CAPABILITIES },
    openMedia: (given: Given, wire: Wire) => new SyntheticMedia({ given, wire, dtls, heard }),
  };
}

type Parts = { given: Given; wire: Wire; dtls: Dtls; heard: Heard[] };

/** The two connections of a client without a browser. */
class SyntheticMedia {
  readonly transportIds: Record<Side, string>;
  readonly #parts: Parts;
  readonly #open: Partial<Record<Side, MediaTransport>> = {};
  readonly #states: Record<Side, string> = { send: 'connecting', receive: 'connecting' };
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #heard: Heard;
  #received = 0;
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { send, receive } = parts.given.transports;
    this.transportIds = { send: send.id, receive: receive.id };
    this.#heard = { port: remoteOf(receive).port, firstAt: 0, lastAt: 0, silences: [] };
    parts.heard.push(this.#heard);
    for (const side of ['send', 'receive'] as const) this.#connect(side);
  }

  async send({ producerId, source, isMuted }: { producerId: string; source: string; isMuted: boolean }) {
    const rtpParameters = sendParameters('audio', '0');
    const transportId = this.transportIds.send;
    const { wire } = this.#parts;
    wire.produce({ transportId, producerId, source, isMuted, kind: 'audio', rtpParameters });
    const ssrc = rtpParameters.encodings[0]?.ssrc ?? 0;
    const sound = new RtpStream({ ssrc, payloadType: 111, clockRate: 48_000, packetBytes: [92] });
    const speak = () => {
      const transport = this.#open.send;
      if (transport) sound.frame(transport.srtp, (packet) => transport.send(packet));
    };
    this.#timers.push(setInterval(speak, frameEveryMs));
    const nothing = () => undefined;
    return { setMuted: nothing, replaceTrack: async () => undefined, close: nothing };
  }

  async receive(_options: ConsumerOptions) {
    const nothing = () => undefined;
    const hasBegun = async () => this.#heard.lastAt > 0;
    return { track: {}, lastPacketAt: () => this.#heard.lastAt, hasBegun, loudness: () => 0, close: nothing };
  }

  async openReceiving(): Promise<void> {
    // Its connections are made in any case.
  }
  async restartIce(): Promise<void> {
    // Its address does not change.
  }
  state = (side: Side): string => this.#states[side];
  stats = async () => new Map();

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const transport of Object.values(this.#open)) transport.close();
  }

  #connect(side: Side): void {
    const { given, wire, dtls } = this.#parts;
    const fingerprints = [{ algorithm: 'sha-256', value: dtls.fingerprint }];
    const transportId = this.transportIds[side];
    wire.connect({ transportId, dtlsParameters: { role: 'client', fingerprints } });
    MediaTransport.create(remoteOf(given.transports[side]), dtls).then(
      (transport) => this.#onOpen(side, transport),
      () => this.#tell(side, 'failed'),
    );
  }

  #onOpen(side: Side, transport: MediaTransport): void {
    if (this.#isClosed) return transport.close();
    this.#open[side] = transport;
    this.#timers.push(setInterval(() => transport.renew(), consentEveryMs));
    if (side === 'receive') this.#timers.push(setInterval(() => this.#look(transport), frameEveryMs / 2));
    this.#tell(side, 'connected');
  }

  #look(transport: MediaTransport): void {
    if (transport.received === this.#received) return;
    this.#received = transport.received;
    const now = performance.now();
    const { lastAt, silences } = this.#heard;
    if (lastAt > 0 && now - lastAt > silentMs) silences.push({ from: lastAt, to: now });
    this.#heard.lastAt = now;
    this.#heard.firstAt ||= now;
  }

  #tell(side: Side, state: string): void {
    if (this.#isClosed) return;
    this.#states[side] = state;
    this.#parts.wire.onConnection(side, state);
  }
}

function remoteOf({ iceCandidates, iceParameters }: TransportOptions) {
  const found = iceCandidates
    .map((candidate) => Candidate.parse(candidate))
    .find(({ protocol, ip }) => protocol === 'udp' && ip === '127.0.0.1');
  if (!found) throw new Error('The server offers no UDP port on this machine.');
  return { ip: found.ip, port: found.port, iceParameters: IceParameters.parse(iceParameters) };
}
