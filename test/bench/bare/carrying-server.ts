import * as mediasoup from 'mediasoup';
import { openVisit } from './visit.ts';

// Visits in one worker, for real peers: args are how many, and the fingerprint of the peers' certificate.
const [count = '1', value = ''] = process.argv.slice(2);
const worker = await mediasoup.createWorker();
const webRtcServer = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
const dtlsParameters = { role: 'client' as const, fingerprints: [{ algorithm: 'sha-256' as const, value }] };

const peers = [];
for (let visit = 0; visit < Number(count); visit += 1) {
  const opened = await openVisit(worker, webRtcServer, () => dtlsParameters);
  for (const { sending, receiving, audio, video } of opened.peers) {
    const [audioSsrc, ...videoSsrcs] = [audio, video].flatMap(({ encodings }) =>
      encodings.map(({ ssrc }) => ssrc),
    );
    peers.push({ sending: remote(sending), receiving: remote(receiving), audioSsrc, videoSsrcs });
  }
}

function remote({ iceCandidates: [candidate], iceParameters }: mediasoup.types.WebRtcTransport) {
  return { ip: candidate?.ip, port: candidate?.port, iceParameters };
}

process.channel?.ref();
process.send?.({ workerPid: worker.pid, peers });
