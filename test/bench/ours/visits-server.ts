import { openVisits } from './visit.ts';

// Sets up visits through the media service, as many at once as it is told, and tears them down when it is told.
const MOST_AT_A_TIME = 100;
const [folder = '.'] = process.argv.slice(2);
const fingerprint = { algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') };
const { book, openVisit } = await openVisits({
  file: `${folder}/media.sqlite`,
  dtlsParameters: { role: 'client', fingerprints: [fingerprint] },
});
book(MOST_AT_A_TIME);
const open: Awaited<ReturnType<typeof openVisit>>[] = [];

process.on(
  'message',
  async ({ setUp, atOnce = 1, tearDown }: { setUp?: number; atOnce?: number; tearDown?: true }) => {
    if (setUp !== undefined) {
      let left = setUp;
      const lanes = Array.from({ length: atOnce }, async () => {
        for (left -= 1; left >= 0; left -= 1) open.push(await openVisit());
      });
      await Promise.all(lanes);
      process.send?.({ visits: open.length });
    }
    if (tearDown) {
      await Promise.all(open.splice(0).flatMap((peers) => peers.map(({ leave }) => leave())));
      book(MOST_AT_A_TIME);
      process.send?.({ visits: 0 });
    }
  },
);
process.channel?.ref();
process.send?.({ isReady: true });
