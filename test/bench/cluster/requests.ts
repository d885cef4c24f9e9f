import { newUuid } from '#platform/clock.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { Crowd } from './crowd.ts';
import { type Answers, type Kind, Rig } from './rig.ts';

const sockets = 20;
const warmUp = 1_500;
const perNode = { here: 15_000, sister: 3_000 };

/** CPU of all processes for one acknowledged request, with twenty outstanding at each node. */
async function request(kind: Kind, nodes: number, answers: Answers): Promise<Samples> {
  const rig = await Rig.create({ kind, nodes, answers });
  const payload = JSON.stringify({ conversationId: newUuid(), body: 'Half a tablet.', clientKey: '$KEY' });
  const targets = rig.urls.map((_, node) => rig.target(node, sockets, () => ({ payload })));
  const crowd = await Crowd.create(targets);
  try {
    await crowd.flood({ requests: warmUp, outstanding: sockets });
    let perSecond = 0;
    const { microseconds } = await rig.spent(async () => {
      ({ perSecond } = await crowd.flood({ requests: perNode[answers], outstanding: sockets }));
    });
    return {
      [`${answers}${nodes}`]: [microseconds / (perNode[answers] * nodes)],
      [`${answers}${nodes}PerSecond`]: [perSecond],
    };
  } finally {
    await crowd.close();
    await rig.close();
  }
}

async function requests(kind: Kind): Promise<Samples> {
  const all: Samples = {};
  for (const answers of ['here', 'sister'] as const)
    for (const nodes of [1, 2, 4]) Object.assign(all, await request(kind, nodes, answers));
  return all;
}

export const sharedRequests: Bench = {
  name: 'shared-requests',
  summary: 'CPU of an acknowledged request at 1, 2 and 4 signaling nodes, answered there or by a sister.',
  runs: 3,
  figures: Object.fromEntries(
    ['here', 'sister'].flatMap((answers) =>
      [1, 2, 4].flatMap((nodes) => [
        [`${answers}${nodes}`, 'µs'],
        [`${answers}${nodes}PerSecond`, 'per second'],
      ]),
    ),
  ),
  bare: () => requests('bare'),
  ours: () => requests('ours'),
};
