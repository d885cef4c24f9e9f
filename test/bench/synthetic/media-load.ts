import { z } from 'zod';
import { Dtls } from './dtls.ts';
import { MediaTransport } from './media-transport.ts';
import { RtpStream } from './rtp-stream.ts';

/**
 * The people of the media bench, in a process of their own: it says its certificate's fingerprint, is told the
 * transports to connect to, then sends Opus at 50 packets/s and three layers of VP8 at 25 frames/s until it is ended.
 */
const Remote = z.object({
  ip: z.string(),
  port: z.int(),
  iceParameters: z.object({ usernameFragment: z.string(), password: z.string() }),
});
const Peer = z.object({
  sending: Remote,
  receiving: Remote,
  audioSsrc: z.int(),
  videoSsrcs: z.array(z.int()),
});
const Order = z.union([z.object({ peers: z.array(Peer) }), z.object({ count: z.literal(true) })]);

const TICK_MS = 5;
const PHASES = 4;
const OPUS_BYTES = [92];
const LAYERS = [[450], [1_000, 1_000], [1_150, 1_150, 1_150, 1_150, 1_150]];

type Running = { transport: MediaTransport; audio: RtpStream; video: RtpStream[] };
const running: Running[] = [];
const receiving: MediaTransport[] = [];
const dtls = await Dtls.create();

process.on('message', (message) => {
  obey(Order.parse(message)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.channel?.ref();
process.send?.({ fingerprint: dtls.fingerprint });

async function obey(order: z.infer<typeof Order>): Promise<object> {
  if ('count' in order) return { received: receiving.reduce((sum, { received }) => sum + received, 0) };
  for (const peer of order.peers) {
    const transport = await MediaTransport.create(peer.sending, dtls);
    receiving.push(await MediaTransport.create(peer.receiving, dtls));
    const audio = { ssrc: peer.audioSsrc, payloadType: 111, clockRate: 48_000, packetBytes: OPUS_BYTES };
    const video = peer.videoSsrcs.map((ssrc, layer) => {
      return new RtpStream({ ssrc, payloadType: 96, clockRate: 90_000, packetBytes: LAYERS[layer] ?? [] });
    });
    running.push({ transport, audio: new RtpStream(audio), video });
  }
  start();
  return { connected: running.length + receiving.length };
}

/** Everybody sends every 20 ms, spread over four ticks; a tick that comes late makes up for what it missed. */
function start(): void {
  let ticks = 0;
  const started = performance.now();
  setInterval(() => {
    for (const due = Math.floor((performance.now() - started) / TICK_MS); ticks < due; ticks += 1)
      tick(ticks);
  }, TICK_MS);
  setInterval(() => {
    for (const { transport } of running) transport.renew();
    for (const transport of receiving) transport.renew();
  }, 5_000);
}

function tick(count: number): void {
  const round = Math.floor(count / PHASES);
  for (const [index, { transport, audio, video }] of running.entries()) {
    if (index % PHASES !== count % PHASES) continue;
    const send = (packet: Buffer) => transport.send(packet);
    audio.frame(transport.srtp, send);
    if (round % 2 === 0) for (const layer of video) layer.frame(transport.srtp, send);
    if (round % 50 === 0) for (const stream of [audio, ...video]) stream.report(transport.srtp, send);
  }
}
