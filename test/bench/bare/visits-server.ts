import * as mediasoup from 'mediasoup';
import { openVisit } from './visit.ts';

// Sets up visits in one worker, as many at once as it is told, and tears them down when it is told.
const worker = await mediasoup.createWorker();
const webRtcServer = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
const fingerprint = {
  algorithm: 'sha-256' as const,
  value: Array.from({ length: 32 }, () => 'AB').join(':'),
};
const open: Awaited<ReturnType<typeof openVisit>>[] = [];

process.on(
  'message',
  async ({ setUp, atOnce = 1, tearDown }: { setUp?: number; atOnce?: number; tearDown?: true }) => {
    if (setUp !== undefined) {
      let left = setUp;
      const lanes = Array.from({ length: atOnce }, async () => {
        for (left -= 1; left >= 0; left -= 1) {
          open.push(
            await openVisit(worker, webRtcServer, () => ({ role: 'client', fingerprints: [fingerprint] })),
          );
        }
      });
      await Promise.all(lanes);
      process.send?.({ visits: open.length });
    }
    if (tearDown) {
      for (const { router } of open.splice(0)) router.close();
      process.send?.({ visits: 0 });
    }
  },
);
process.channel?.ref();
process.send?.({ workerPid: worker.pid });
