import { openVisits, remoteOf } from './visit.ts';

// Visits in the media service's one worker, for real peers: args are its folder, how many, and the fingerprint of the
// peers' certificate.
const [folder = '.', count = '1', value = ''] = process.argv.slice(2);
const { book, openVisit, workerPid } = await openVisits({
  file: `${folder}/media.sqlite`,
  dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] },
});

book(Number(count));
const peers = [];
for (let visit = 0; visit < Number(count); visit += 1) {
  for (const { sending, receiving, audio, video } of await openVisit()) {
    const [audioSsrc, ...videoSsrcs] = [audio, video].flatMap(({ encodings }) =>
      encodings.map(({ ssrc }) => ssrc),
    );
    peers.push({ sending: remoteOf(sending), receiving: remoteOf(receiving), audioSsrc, videoSsrcs });
  }
}
process.channel?.ref();
process.send?.({ workerPid: await workerPid(), peers });
