import type { Bench, Samples } from '../harness/bench.ts';
import { Crowd } from './crowd.ts';
import { type Kind, Rig } from './rig.ts';

const perNode = 1_500;

/** Sockets let in per second of the CPU of all nodes, each with a token that was never seen, against no token at all. */
async function connect(kind: Kind, nodes: number): Promise<Samples> {
  const rig = await Rig.create({ kind, nodes });
  const open = (people: number) =>
    Crowd.create(rig.urls.map((_, node) => rig.target(node, people, () => ({ payload: '{}' }))));
  const crowds = [await open(200)];
  try {
    const { microseconds, redisMicroseconds } = await rig.spent(async () => crowds.push(await open(perNode)));
    return {
      [`connects${nodes}`]: [(perNode * nodes * 1e6) / microseconds],
      [`redis${nodes}`]: [redisMicroseconds / (perNode * nodes)],
    };
  } finally {
    await Promise.all(crowds.map((crowd) => crowd.close()));
    await rig.close();
  }
}

async function connects(kind: Kind): Promise<Samples> {
  const all: Samples = {};
  for (const nodes of [1, 2, 4]) Object.assign(all, await connect(kind, nodes));
  return all;
}

export const sharedConnects: Bench = {
  name: 'shared-connects',
  summary:
    'Sockets let in per second of CPU at 1, 2 and 4 signaling nodes, against a handshake without a token.',
  runs: 3,
  figures: Object.fromEntries(
    [1, 2, 4].flatMap((nodes) => [
      [`connects${nodes}`, 'per second'],
      [`redis${nodes}`, 'µs'],
    ]),
  ),
  bare: () => connects('bare'),
  ours: () => connects('ours'),
};
