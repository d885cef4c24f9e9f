import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Bench, Samples } from './harness/bench.ts';
import { ServerProcess } from './processes/server-process.ts';

const BARE = fileURLToPath(new URL('./bare/visits-server.ts', import.meta.url));
const OURS = fileURLToPath(new URL('./ours/visits-server.ts', import.meta.url));
const Visits = z.object({ visits: z.int() });
const VISITS = 100;
const AT_ONCE = 8;
/** Until then either side is compiled while it runs: in the second round V8 still optimizes as many functions as in the first. */
const WARM_UP_ROUNDS = 6;
const ROUNDS = 8;

/** Node's CPU for one visit set up, from nothing to four consumers that flow; tearing down is left out. */
async function setUp(server: ServerProcess<unknown>): Promise<Samples> {
  try {
    const rounds: { used: number; seconds: number }[] = [];
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
      const before = await server.cpuMicroseconds();
      const started = performance.now();
      await server.ask({ setUp: VISITS, atOnce: AT_ONCE }, Visits);
      const seconds = (performance.now() - started) / 1000;
      rounds.push({ used: (await server.cpuMicroseconds()) - before, seconds });
      await server.ask({ tearDown: true }, Visits);
    }
    const warm = rounds.slice(WARM_UP_ROUNDS);
    return {
      visitsPerNodeCoreSecond: warm.map(({ used }) => (VISITS * 1e6) / used),
      visitsPerSecond: warm.map(({ seconds }) => VISITS / seconds),
    };
  } finally {
    await server.close();
  }
}

async function ours(): Promise<Samples> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'));
  try {
    return await setUp(
      await ServerProcess.create(OURS, z.object({ isReady: z.literal(true) }), { args: [folder] }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const visitsSetUp: Bench = {
  name: 'visits-set-up',
  summary: 'Visits of two set up per second of a Node core, against plain mediasoup calls.',
  runs: 5,
  figures: { visitsPerNodeCoreSecond: 'per second', visitsPerSecond: 'per second' },
  bare: async () => setUp(await ServerProcess.create(BARE, z.object({ workerPid: z.int() }))),
  ours,
};
