import type { ConsumerOptions, IceParameters } from '#contracts/call/call.ts';
import type { types } from 'mediasoup-client';
import type { z } from 'zod';
import { sendSettings } from './send-options.ts';
import type {
  MediaTransports,
  SendOptions,
  SfuMedia,
  SfuReceiver,
  SfuSender,
  SfuSide,
  SfuWire,
} from './sfu-device.ts';

type Own = { device: types.Device; certificate: RTCCertificate };

const probeDelayMs = 1_500;
/** The longest that sound waits for the receiving connection. */
const soundDelayMs = 100;

/** The two connections as mediasoup-client makes them. Its questions to the server are answered at once. */
export class MediasoupMedia implements SfuMedia {
  readonly transportIds: Record<SfuSide, string>;
  readonly #transports: Record<SfuSide, types.Transport>;
  /** When the receiving connection stands, or `soundDelayMs` have passed. */
  readonly #mayNegotiateSound: Promise<void>;

  constructor({ device, certificate }: Own, { transports, iceServers }: MediaTransports, wire: SfuWire) {
    const additionalSettings = { certificates: [certificate] };
    // mediasoup's own parameters, which the contract carries without looking into them.
    const options = (side: SfuSide) =>
      ({ ...transports[side], iceServers, additionalSettings }) as unknown as types.TransportOptions;
    const send = device.createSendTransport(options('send'));
    const receive = device.createRecvTransport(options('receive'));
    postponeProbe(receive);
    this.#transports = { send, receive };
    this.transportIds = { send: send.id, receive: receive.id };
    this.#mayNegotiateSound = connectedOr(receive, soundDelayMs);
    for (const side of ['send', 'receive'] as const) {
      const transport = this.#transports[side];
      transport.on('connect', ({ dtlsParameters }, done) => {
        wire.connect({ transportId: transport.id, dtlsParameters: toPlain(dtlsParameters) });
        done();
      });
      transport.on('connectionstatechange', (state) => wire.onConnection(side, state));
    }
    send.on('produce', ({ kind, rtpParameters, appData }, done) => {
      const { producerId, source, isMuted } = appData as SendOptions;
      const request = { producerId, source, isMuted, kind, rtpParameters: { ...rtpParameters } };
      wire.produce({ transportId: send.id, ...request });
      done({ id: producerId });
    });
  }

  async send(options: SendOptions): Promise<SfuSender> {
    const { source, track, isMuted } = options;
    // Each source is negotiated by itself, and the browser does nothing else meanwhile: pictures first, of both sides.
    if (source === 'microphone') await this.#mayNegotiateSound;
    const producer = await this.#transports.send.produce({
      track,
      ...sendSettings(source, track),
      stopTracks: false,
      appData: options,
    });
    if (isMuted) producer.pause();
    return {
      setMuted: (isNowMuted) => (isNowMuted ? producer.pause() : producer.resume()),
      replaceTrack: (next) => producer.replaceTrack({ track: next }),
      close: () => producer.close(),
    };
  }

  async receive({
    id,
    producerId,
    kind,
    rtpParameters,
    participantId,
    source,
  }: ConsumerOptions): Promise<SfuReceiver> {
    const consumer = await this.#transports.receive.consume({
      id,
      producerId,
      kind,
      rtpParameters: rtpParameters as unknown as types.RtpParameters,
      // Sound and picture of one person keep their lips together; a shared screen goes by itself.
      streamId: source === 'screen' ? `${participantId}-screen` : participantId,
    });
    const { track, rtpReceiver } = consumer;
    return {
      track,
      lastPacketAt: () => newestPacket(rtpReceiver),
      hasBegun: async () =>
        kind === 'audio' ? newestPacket(rtpReceiver) > 0 : hasPicture(await consumer.getStats()),
      loudness: () => loudestPacket(rtpReceiver),
      close: () => consumer.close(),
    };
  }

  /** The SFU knows nothing of this channel and sends nothing through it; browsers only connect for something. */
  async openReceiving(): Promise<void> {
    const sctpStreamParameters = { streamId: 0, ordered: true };
    await this.#transports.receive.consumeData({
      id: 'opener',
      dataProducerId: 'opener',
      sctpStreamParameters,
    });
  }

  async restartIce(side: SfuSide, iceParameters: z.infer<typeof IceParameters>): Promise<void> {
    await this.#transports[side].restartIce({ iceParameters });
  }

  state(side: SfuSide): RTCPeerConnectionState {
    return this.#transports[side].connectionState;
  }

  stats(side: SfuSide): Promise<RTCStatsReport> {
    return this.#transports[side].getStats();
  }

  close(): void {
    this.#transports.send.close();
    this.#transports.receive.close();
  }
}

/**
 * mediasoup-client negotiates a stream for the SFU's bandwidth probes right behind the first picture, and everything else
 * waits for it. Here it comes once the picture is there. It goes through the transport's own queue, as all negotiation
 * must; `updateIceServers` is the one way into that queue that nothing else here uses.
 */
function postponeProbe(transport: types.Transport): void {
  const { handler } = transport;
  const receive = handler.receive.bind(handler);
  let probe: types.HandlerReceiveOptions[] = [];
  handler.receive = async (options) => {
    if (options[0]?.trackId !== 'probator') return receive(options);
    probe = options;
    setTimeout(() => {
      if (!transport.closed) transport.updateIceServers({ iceServers: [] }).catch(() => undefined);
    }, probeDelayMs);
    return [];
  };
  handler.updateIceServers = async () => {
    const options = probe.splice(0);
    if (options.length > 0) await receive(options);
  };
}

function connectedOr(transport: types.Transport, longestMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, longestMs);
    transport.on('connectionstatechange', (state) => {
      if (state === 'connected') resolve();
    });
  });
}

const toPlain = ({ role, fingerprints }: types.DtlsParameters) => ({
  ...(role && { role }),
  fingerprints: fingerprints.map((fingerprint) => ({ ...fingerprint })),
});

/** A browser decodes what comes whether it is shown or not. */
const hasPicture = (stats: RTCStatsReport): boolean =>
  [...stats.values()].some(({ type, framesDecoded }) => type === 'inbound-rtp' && framesDecoded > 1);

/** Cheap: the browser keeps these moments anyway, while statistics would be gathered anew. */
function newestPacket(receiver: RTCRtpReceiver | undefined): number {
  const sources = receiver?.getSynchronizationSources() ?? [];
  return sources.reduce((newest, { timestamp }) => Math.max(newest, timestamp), 0);
}

/** What the sender wrote beside its sound, so that nothing is measured here. */
function loudestPacket(receiver: RTCRtpReceiver | undefined): number {
  const sources = receiver?.getSynchronizationSources() ?? [];
  return sources.reduce((loudest, { audioLevel = 0 }) => Math.max(loudest, audioLevel), 0);
}
