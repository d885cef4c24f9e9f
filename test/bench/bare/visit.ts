import * as mediasoup from 'mediasoup';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { RECEIVE_CAPABILITIES, sendParameters } from '../synthetic/rtp-parameters.ts';

type Worker = mediasoup.types.Worker;
type Transport = mediasoup.types.WebRtcTransport;
export type Connect = (transport: Transport) => mediasoup.types.DtlsParameters;

/** The codecs of our routers, so that a router is the same work. */
const CODECS: mediasoup.types.RouterRtpCodecCapability[] = routerCapabilities.codecs
  .filter(({ mimeType }) => mimeType !== 'video/rtx')
  .map(({ preferredPayloadType: _type, rtcpFeedback: _feedback, ...codec }) => codec);

/** One visit of two, in plain mediasoup calls: four transports, four producers, four consumers. */
export async function openVisit(
  worker: Worker,
  webRtcServer: mediasoup.types.WebRtcServer,
  connect: Connect,
) {
  const router = await worker.createRouter({ mediaCodecs: CODECS });
  const peers = await Promise.all([openPeer(), openPeer()]);
  const [one, other] = peers;
  await Promise.all([consumeAll(one.receiving, other.producers), consumeAll(other.receiving, one.producers)]);
  return { router, peers };

  async function openPeer() {
    const [sending, receiving] = await Promise.all([openTransport(), openTransport()]);
    const audio = sendParameters('audio', '0');
    const video = sendParameters('video', '1');
    const producers = await Promise.all([
      sending.produce({ kind: 'audio', rtpParameters: audio }),
      sending.produce({ kind: 'video', rtpParameters: video }),
    ]);
    return { sending, receiving, producers, audio, video };
  }

  async function openTransport(): Promise<Transport> {
    const transport = await router.createWebRtcTransport({ webRtcServer });
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    answer({ id, iceParameters, iceCandidates, dtlsParameters });
    await transport.connect({ dtlsParameters: connect(transport) });
    return transport;
  }
}

/** What a browser must be told is read, as any server does, for which mediasoup makes a copy; here nobody listens. */
const answer = (_told: object) => {};

async function consumeAll(
  transport: Transport,
  producers: readonly mediasoup.types.Producer[],
): Promise<void> {
  const consume = async ({ id: producerId }: mediasoup.types.Producer) => {
    const consumer = await transport.consume({
      producerId,
      rtpCapabilities: RECEIVE_CAPABILITIES,
      paused: true,
    });
    const { id, kind, rtpParameters } = consumer;
    answer({ id, producerId, kind, rtpParameters });
    await consumer.resume();
  };
  await Promise.all(producers.map(consume));
}
