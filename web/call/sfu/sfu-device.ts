import type { CallJoined, ConsumerOptions, IceParameters, TransportOptions } from '#contracts/call/call.ts';
import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';
import type { z } from 'zod';

type Joined = z.infer<typeof CallJoined>;
type Request<N extends 'call:connect' | 'call:produce'> = Omit<
  InputOf<CallSocket, N>,
  'visitId' | 'participantId'
>;
export type MediaTransports = {
  transports: NonNullable<Joined['transports']>;
  iceServers: Joined['iceServers'];
};
export type SfuSide = 'send' | 'receive';

/** What the browser's media needs the server to know. Both return at once; nothing in the browser waits for the server. */
export interface SfuWire {
  connect(request: Request<'call:connect'>): void;
  produce(request: Request<'call:produce'>): void;
  /** Of the underlying connections, as the browser sees them. */
  onConnection(side: SfuSide, state: RTCPeerConnectionState): void;
}

/** What this browser can do with the SFU. */
export interface SfuDevice {
  readonly rtpCapabilities: Record<string, unknown>;
  openMedia(options: MediaTransports, wire: SfuWire): SfuMedia;
}

export type SendOptions = { producerId: string; source: Source; track: MediaStreamTrack; isMuted: boolean };

/** A pair of connections to the SFU: one sends, one receives. */
export interface SfuMedia {
  readonly transportIds: Record<SfuSide, TransportOptions['id']>;
  send(options: SendOptions): Promise<SfuSender>;
  receive(options: ConsumerOptions): Promise<SfuReceiver>;
  /** Lets the receiving connection finish before there is anything to receive. */
  openReceiving(): Promise<void>;
  restartIce(side: SfuSide, parameters: z.infer<typeof IceParameters>): Promise<void>;
  state(side: SfuSide): RTCPeerConnectionState;
  stats(side: SfuSide): Promise<RTCStatsReport>;
  close(): void;
}

/** One source on its way out. */
export interface SfuSender {
  setMuted(isMuted: boolean): void;
  replaceTrack(track: MediaStreamTrack): Promise<void>;
  close(): void;
}

/** One source on its way in. */
export interface SfuReceiver {
  readonly track: MediaStreamTrack;
  /** The moment of its latest packet by the browser's own clock: another value means that something came. */
  lastPacketAt(): number;
  /** Whether it can be seen or heard: a picture has been decoded, or sound has come. */
  hasBegun(): Promise<boolean>;
  /** How loud its latest packet is, 0 to 1 (RFC 6464); 0 for pictures. */
  loudness(): number;
  close(): void;
}
