import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { newUuid } from '#platform/clock.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { ServerProcess } from '../processes/server-process.ts';
import { type Kind, Rig } from './rig.ts';

const LOAD = fileURLToPath(new URL('../processes/herd-load.ts', import.meta.url));
const Opened = z.object({ done: z.literal('open') });
const Returned = z.object({
  done: z.literal('return'),
  waitsMs: z.array(z.number()),
  givenUp: z.int(),
  refused: z.int(),
  missing: z.int(),
});
const loads = 2;
const withinMs = 60_000;

/** One of two nodes is killed: when is each of its clients on the other, with its thread open again? */
async function flee(kind: Kind, clients: number): Promise<Samples> {
  const rig = await Rig.create({ kind, nodes: 2 });
  const herds: ServerProcess<unknown>[] = [];
  try {
    for (let n = 0; n < loads; n++) {
      const { namespace, subjects } = rig.target(0, clients / loads, () => ({
        payload: '',
        opens: newUuid(),
      }));
      const people = subjects.map(({ auth, before }) => ({ auth, payload: before?.payload ?? '{}' }));
      const resume = subjects[0]?.before?.event ?? '';
      const herd = await ServerProcess.create(LOAD, z.object({ ready: z.literal(true) }));
      herds.push(herd);
      await herd.ask({ order: 'open', urls: rig.urls, namespace, resume, people }, Opened, 120_000);
    }
    const [killed, other] = rig.nodes;
    if (!killed || !other) throw new Error('There are two nodes.');
    const before = await other.cpuMicroseconds();
    const at = performance.timeOrigin + performance.now();
    await killed.close();
    const order = { order: 'return', at, withinMs };
    const herd = await Promise.all(herds.map((one) => one.ask(order, Returned, withinMs + 10_000)));
    const used = (await other.cpuMicroseconds()) - before;
    const waitsMs = herd.flatMap((one) => one.waitsMs);
    const sum = (of: 'givenUp' | 'refused' | 'missing') => herd.reduce((total, one) => total + one[of], 0);
    return {
      [`back${clients}`]: waitsMs,
      [`lastBack${clients}`]: [Math.max(...waitsMs)],
      [`givenUp${clients}`]: [sum('givenUp')],
      [`sentAway${clients}`]: [sum('refused')],
      [`notBack${clients}`]: [sum('missing')],
      [`cpu${clients}`]: [used / clients],
    };
  } finally {
    await Promise.all(herds.map((herd) => herd.close()));
    await rig.close();
  }
}

const herds = [1_000, 10_000];

async function fleeAll(kind: Kind): Promise<Samples> {
  const all: Samples = {};
  for (const clients of herds) Object.assign(all, await flee(kind, clients));
  return all;
}

export const failoverHerd: Bench = {
  name: 'failover-herd',
  summary: 'One of two signaling nodes is killed: until all its clients are on the other and have resumed.',
  runs: 3,
  figures: Object.fromEntries(
    herds.flatMap((clients) => [
      [`back${clients}`, 'ms'],
      [`lastBack${clients}`, 'ms'],
      [`givenUp${clients}`, 'clients'],
      [`sentAway${clients}`, 'clients'],
      [`notBack${clients}`, 'clients'],
      [`cpu${clients}`, 'µs'],
    ]),
  ),
  bare: () => fleeAll('bare'),
  ours: () => fleeAll('ours'),
};
