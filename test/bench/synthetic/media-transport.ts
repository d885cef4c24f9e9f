import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Dtls } from './dtls.ts';
import { SrtpSender } from './srtp.ts';
import { bindingRequest } from './stun.ts';

export type Remote = {
  ip: string;
  port: number;
  iceParameters: { usernameFragment: string; password: string };
};

const connectMs = 10_000;

/** One connected WebRTC transport of a synthetic peer: ICE, DTLS and SRTP over one UDP socket. */
export class MediaTransport {
  /** RTP packets that came (RTCP not counted). */
  received = 0;
  readonly srtp: SrtpSender;
  readonly #socket: Socket;
  readonly #remote: Remote;

  static async create(remote: Remote, dtls: Dtls): Promise<MediaTransport> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
    socket.connect(remote.port, remote.ip);
    await once(socket, 'connect');
    // While nobody listens at the other end, each packet comes back as an error; like any other it is only lost.
    socket.on('error', () => undefined);
    try {
      socket.send(bindingRequest(remote.iceParameters));
      await once(socket, 'message', { signal: AbortSignal.timeout(connectMs) });
      return new MediaTransport(socket, remote, new SrtpSender(await shakeHands(socket, dtls)));
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  private constructor(socket: Socket, remote: Remote, srtp: SrtpSender) {
    this.#socket = socket;
    this.#remote = remote;
    this.srtp = srtp;
    socket.on('message', (packet) => this.#count(packet));
  }

  send(packet: Buffer): void {
    this.#socket.send(packet);
  }

  /** Renews the server's consent to send here, which lapses after half a minute. */
  renew(): void {
    this.#socket.send(bindingRequest(this.#remote.iceParameters));
  }

  close(): void {
    this.#socket.close();
  }

  #count(packet: Buffer): void {
    const isMedia = (packet[0] ?? 0) >= 128;
    const type = (packet[1] ?? 0) & 0x7f;
    // RTCP's types 192 to 223 lie where no payload type is used.
    if (isMedia && (type < 64 || type > 95)) this.received += 1;
  }
}

/** Answers the keys that both ends agreed on. */
function shakeHands(socket: Socket, dtls: Dtls): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('The DTLS handshake did not end.')), connectMs);
    const take = dtls.begin({
      send: (packet) => socket.send(packet),
      keys: (exported) => {
        clearTimeout(deadline);
        socket.removeAllListeners('message');
        resolve(exported);
      },
    });
    // DTLS records begin with 20 to 63 (RFC 7983).
    socket.on('message', (packet) => {
      if ((packet[0] ?? 0) >= 20 && (packet[0] ?? 0) < 64) take(packet);
    });
  });
}
