import type { Bench, Samples } from '../harness/bench.ts';
import { Crowd } from './crowd.ts';
import { type Kind, Rig } from './rig.ts';

const first = 200;
const perNode = 1_500;
/** Beside the one that a request is asked in: with it they are those that the app opens. */
const furtherNamespaces = ['/live', '/call'];

type Wish = { kind: Kind; nodes: number; also?: readonly string[] };

/** What one more socket takes of all nodes, each with a token that was never seen, against no token at all. */
async function connect({ kind, nodes, also = [] }: Wish) {
  const rig = await Rig.create({ kind, nodes });
  const open = (people: number) =>
    Crowd.create(
      rig.urls.map((_, node) => ({ ...rig.target(node, people, () => ({ payload: '{}' })), also })),
    );
  const crowds = [await open(first)];
  try {
    const before = await rig.memory();
    const { microseconds, redisMicroseconds } = await rig.spent(async () => crowds.push(await open(perNode)));
    const { rss } = await rig.memory();
    const each = (value: number) => value / (perNode * nodes);
    return {
      perSecond: 1e6 / each(microseconds),
      redis: each(redisMicroseconds),
      bytes: each(rss - before.rss),
    };
  } finally {
    await Promise.all(crowds.map((crowd) => crowd.close()));
    await rig.close();
  }
}

async function connects(kind: Kind): Promise<Samples> {
  const all: Samples = {};
  for (const nodes of [1, 2, 4]) {
    const { perSecond, redis } = await connect({ kind, nodes });
    Object.assign(all, { [`connects${nodes}`]: [perSecond], [`redis${nodes}`]: [redis] });
  }
  const asApp = await connect({ kind, nodes: 1, also: furtherNamespaces });
  return { ...all, connectsAsApp: [asApp.perSecond], redisAsApp: [asApp.redis], bytesAsApp: [asApp.bytes] };
}

export const sharedConnects: Bench = {
  name: 'shared-connects',
  summary:
    'Sockets let in per second of CPU at 1, 2 and 4 signaling nodes, against a handshake without a token.',
  runs: 3,
  figures: {
    connects1: 'per second',
    connects2: 'per second',
    connects4: 'per second',
    redis1: 'µs',
    redis2: 'µs',
    redis4: 'µs',
    connectsAsApp: 'per second',
    redisAsApp: 'µs',
    bytesAsApp: 'bytes',
  },
  bare: () => connects('bare'),
  ours: () => connects('ours'),
};
