import { newUuid } from '#platform/clock.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { Crowd } from './crowd.ts';
import { type Kind, Rig } from './rig.ts';

const nodes = 2;
/** Sockets of all nodes together, after each step. */
const steps = [5_000, 20_000];
const first = 400;
const heldMs = 10_000;
const asked = { requests: 5_000, outstanding: 20 };
const payload = JSON.stringify({ conversationId: newUuid(), body: 'Half a tablet.', clientKey: '$KEY' });

/** More and more sockets on two nodes: what one more costs to let in and to keep, and a request meanwhile. */
async function hold(kind: Kind): Promise<Samples> {
  const rig = await Rig.create({ kind, nodes });
  const crowds: Crowd[] = [];
  const open = async (people: number) => {
    const targets = rig.urls.map((_, node) => rig.target(node, people / nodes, () => ({ payload })));
    crowds.push(await Crowd.create(targets));
  };
  const samples: Samples = {};
  try {
    await open(first);
    const start = await rig.memory();
    let held = first;
    for (const step of steps) {
      const more = step - held;
      const connected = await rig.spent(() => open(more));
      held = step;
      const { rss, heap } = await rig.memory();
      const requested = await rig.spent(async () => crowds.at(-1)?.flood(asked));
      samples[`connect${step}`] = [1e6 / (connected.microseconds / more)];
      samples[`bytes${step}`] = [(rss - start.rss) / (held - first)];
      samples[`heapBytes${step}`] = [(heap - start.heap) / (held - first)];
      samples[`holding${step}`] = [await rig.resting(heldMs)];
      samples[`request${step}`] = [requested.microseconds / (asked.requests * nodes)];
    }
    return samples;
  } finally {
    await Promise.all(crowds.map((crowd) => crowd.close()));
    await rig.close();
  }
}

export const heldSockets: Bench = {
  name: 'held-sockets',
  summary: 'Sockets on two nodes up to 20,000: connects, memory, and a request meanwhile.',
  runs: 3,
  figures: Object.fromEntries(
    steps.flatMap((step) => [
      [`connect${step}`, 'per second'],
      [`bytes${step}`, 'bytes'],
      [`heapBytes${step}`, 'bytes'],
      [`holding${step}`, '% of a core'],
      [`request${step}`, 'µs'],
    ]),
  ),
  bare: () => hold('bare'),
  ours: () => hold('ours'),
};
