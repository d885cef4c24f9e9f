import { type ConsumerOptions, ParticipantId, type TransportOptions } from '#contracts/call/call.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import { newUuid } from '#platform/clock.ts';
import { z } from 'zod';
import type { Dtls } from '../bench/synthetic/dtls.ts';
import { MediaTransport } from '../bench/synthetic/media-transport.ts';
import { RECEIVE_CAPABILITIES, sendParameters } from '../bench/synthetic/rtp-parameters.ts';
import { RtpStream } from '../bench/synthetic/rtp-stream.ts';
import type { TestSocket } from './client.ts';
import type { Person } from './person.ts';

const Candidate = z.looseObject({ protocol: z.string(), ip: z.string(), port: z.int() });
const consentEveryMs = 3_000;
const frameEveryMs = 20;

type Parts = {
  socket: TestSocket<CallSocket>;
  ids: { visitId: VisitId; participantId: ParticipantId };
  sending: MediaTransport;
  receiving: MediaTransport;
};

/** Somebody in a call without a browser: real ICE, DTLS and SRTP, and sound that is sent every 20 ms. */
export class CallPeer {
  readonly socket: TestSocket<CallSocket>;
  readonly #parts: Parts;
  readonly #timers: NodeJS.Timeout[];
  #isClosed = false;

  /** In the call with both transports connected, its microphone sent, when this resolves. */
  static async join({
    person,
    visitId,
    dtls,
    participantId = newUuid(),
  }: {
    person: Person;
    visitId: VisitId;
    dtls: Dtls;
    participantId?: string;
  }): Promise<CallPeer> {
    const { ticket } = await person.api.visits.issueTicket({ params: { visitId } });
    const socket = await person.call();
    const ids = { visitId, participantId: ParticipantId.parse(participantId) };
    const rtpCapabilities = { ...RECEIVE_CAPABILITIES };
    const { transports, consumers } = await socket.request('call:join', { ...ids, ticket, rtpCapabilities });
    if (!transports) throw new Error('The server gave no transports.');
    const connect = async (transport: TransportOptions) => {
      const fingerprints = [{ algorithm: 'sha-256', value: dtls.fingerprint }];
      const dtlsParameters = { role: 'client' as const, fingerprints };
      await socket.request('call:connect', { ...ids, transportId: transport.id, dtlsParameters });
      return MediaTransport.create(remoteOf(transport), dtls);
    };
    const [sending, receiving] = [await connect(transports.send), await connect(transports.receive)];
    const peer = new CallPeer({ socket, ids, sending, receiving });
    await peer.#speak(transports.send.id);
    await peer.#ready(consumers);
    return peer;
  }

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.socket = parts.socket;
    const renew = () => {
      parts.sending.renew();
      parts.receiving.renew();
    };
    this.#timers = [setInterval(renew, consentEveryMs)];
  }

  get participantId(): ParticipantId {
    return this.#parts.ids.participantId;
  }

  /** RTP packets that came so far from all others. */
  get received(): number {
    return this.#parts.receiving.received;
  }

  /** Why the server ended this place, if it did. */
  get endedBecause(): string | undefined {
    return this.socket.notices('call:ended')[0]?.reason;
  }

  /** Leaves the call, as the button does. */
  async leave(): Promise<void> {
    await this.socket.request('call:leave', this.#parts.ids);
    this.close();
  }

  /** Vanishes, as a machine that loses its power. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#parts.sending.close();
    this.#parts.receiving.close();
    this.socket.close();
  }

  async #speak(transportId: string): Promise<void> {
    const { socket, ids, sending } = this.#parts;
    const rtpParameters = sendParameters('audio', '0');
    await socket.request('call:produce', {
      ...ids,
      transportId,
      producerId: newUuid(),
      source: 'microphone',
      kind: 'audio',
      isMuted: false,
      rtpParameters,
    });
    const ssrc = rtpParameters.encodings[0]?.ssrc ?? 0;
    const sound = new RtpStream({ ssrc, payloadType: 111, clockRate: 48_000, packetBytes: [92] });
    const send = (packet: Buffer) => sending.send(packet);
    this.#timers.push(setInterval(() => sound.frame(sending.srtp, send), frameEveryMs));
  }

  async #ready(consumers: readonly ConsumerOptions[]): Promise<void> {
    const { socket, ids } = this.#parts;
    await socket.request('call:ready', { ...ids, consumerIds: consumers.map(({ id }) => id) });
  }
}

function remoteOf({ iceCandidates, iceParameters }: TransportOptions) {
  const found = iceCandidates
    .map((candidate) => Candidate.parse(candidate))
    .find(({ protocol, ip }) => protocol === 'udp' && ip === '127.0.0.1');
  if (!found) throw new Error('The server offers no UDP port on this machine.');
  return { ip: found.ip, port: found.port, iceParameters };
}
