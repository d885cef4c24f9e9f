import { newUuid } from '#platform/clock.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { Crowd } from './crowd.ts';
import { type Kind, Rig } from './rig.ts';

const people = 600;
const deliveries = 40_000;
const deliveriesPerSecond = 12_000;
const sizes = [2, 10, 100];

type Place = {
  name: string;
  nodes: number /** The nodes whose sockets hear; the first node tells. */;
  hearers: number[];
};
const places: Place[] = [
  { name: 'within', nodes: 1, hearers: [0] },
  { name: 'across', nodes: 2, hearers: [1] },
  { name: 'overFour', nodes: 4, hearers: [0, 1, 2, 3] },
];

/** How many notices are heard for a second of the CPU of all nodes, in rooms of each size. */
async function fanOutAt(kind: Kind, { name, nodes, hearers }: Place): Promise<Samples> {
  const rig = await Rig.create({ kind, nodes });
  const samples: Samples = {};
  try {
    for (const size of sizes) {
      const rooms = Array.from({ length: people / size }, newUuid);
      const each = people / hearers.length;
      const targets = hearers.map((node, place) =>
        // The members of a room stand side by side, so that each room is spread over all nodes that hear.
        rig.target(node, each, (person) => ({
          payload: '{}',
          opens: rooms[Math.floor((person * hearers.length + place) / size)] ?? '',
        })),
      );
      const crowd = await Crowd.create(targets);
      try {
        const round = { rooms, count: deliveries / size, perSecond: deliveriesPerSecond / size };
        await rig.tell(0, { ...round, count: round.count / 4 });
        await crowd.untilHeard(deliveries / 4);
        const { microseconds, redisMicroseconds } = await rig.spent(async () => {
          await rig.tell(0, round);
          await crowd.untilHeard((deliveries * 5) / 4);
        });
        samples[`${name}${size}`] = [(deliveries * 1e6) / microseconds];
        samples[`${name}${size}Redis`] = [redisMicroseconds / round.count];
      } finally {
        await crowd.close();
      }
    }
    return samples;
  } finally {
    await rig.close();
  }
}

async function fanOutEverywhere(kind: Kind): Promise<Samples> {
  const all: Samples = {};
  for (const place of places) Object.assign(all, await fanOutAt(kind, place));
  return all;
}

export const fanOut: Bench = {
  name: 'fan-out',
  summary: 'Notices heard per second of CPU, within a node and across nodes, against the bare adapter.',
  runs: 3,
  figures: Object.fromEntries(
    places.flatMap(({ name }) =>
      sizes.flatMap((size) => [
        [`${name}${size}`, 'per second'],
        [`${name}${size}Redis`, 'µs'],
      ]),
    ),
  ),
  bare: () => fanOutEverywhere('bare'),
  ours: () => fanOutEverywhere('ours'),
};
