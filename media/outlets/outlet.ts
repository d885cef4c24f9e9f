import type { Consumer, DtlsParameters, Producer, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import type { TransportOptions } from '#contracts/call/call.ts';

/** What a place in the call uses of a connection, in whatever process that ends. */
export interface OutletTransport extends Pick<WebRtcTransport, 'id' | 'iceState' | 'dtlsState' | 'closed'> {
  connect(given: { dtlsParameters: DtlsParameters }): Promise<void>;
  restartIce(): Promise<{ usernameFragment: string; password: string }>;
  close(): void;
  /** `routerclose`: what it hangs on is gone, and it with that. */
  on(event: 'icestatechange' | 'dtlsstatechange' | 'routerclose', listener: () => void): unknown;
}

/** What a feed uses of a consumer, in whatever process that is. */
export interface OutletConsumer
  extends Pick<Consumer, 'id' | 'producerId' | 'kind' | 'type' | 'rtpParameters' | 'paused' | 'closed'> {
  /** 0 to 10, of what arrives at the viewer. */
  readonly score: { score: number } | undefined;
  /** Present once any layer is forwarded. */
  readonly currentLayers?: object | undefined;
  pause(): Promise<void>;
  resume(): Promise<void>;
  setPreferredLayers(layers: { spatialLayer: number }): Promise<void>;
  close(): void;
  on(event: 'producerclose' | 'score' | 'layerschange', listener: () => void): unknown;
  readonly observer: { once(event: 'close', listener: () => void): unknown };
}

type ConsumeOptions = { paused: boolean };

/** A connection over which one viewer receives. */
export type Receiver = {
  transport: OutletTransport;
  /** As the browser at its other end must know it. */
  describe(): TransportOptions;
  /** Lets it receive what is sent to the room; `undefined` where the viewer's browser cannot decode it. */
  consume(producer: Producer, options: ConsumeOptions): Promise<OutletConsumer | undefined>;
};

export type ReceiverOptions = { hasData: boolean; rtpCapabilities: RtpCapabilities };

/** Where viewers of a room receive: a router of it on one worker, of this node or of another. */
export interface Outlet {
  readonly isClosed: boolean;
  openReceiver(options: ReceiverOptions): Promise<Receiver>;
  close(): void;
}
