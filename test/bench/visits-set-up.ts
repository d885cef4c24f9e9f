import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Bench, Samples } from './harness/bench.ts';
import { ServerProcess } from './processes/server-process.ts';

const VISITS_SERVER = fileURLToPath(new URL('./bare/visits-server.ts', import.meta.url));
const Visits = z.object({ visits: z.int() });
const VISITS = 100;
const AT_ONCE = 8;

/** Node's CPU for one visit set up, from nothing to four consumers that flow; tearing down is left out. */
async function bare(): Promise<Samples> {
  const server = await ServerProcess.create(VISITS_SERVER, z.object({ workerPid: z.int() }));
  try {
    const rounds: { used: number; seconds: number }[] = [];
    for (let round = 0; round < 6; round += 1) {
      const before = await server.cpuMicroseconds();
      const started = performance.now();
      await server.ask({ setUp: VISITS, atOnce: AT_ONCE }, Visits);
      const seconds = (performance.now() - started) / 1000;
      rounds.push({ used: (await server.cpuMicroseconds()) - before, seconds });
      await server.ask({ tearDown: true }, Visits);
    }
    // The first round is compiled while it runs.
    const warm = rounds.slice(1);
    return {
      visitsPerNodeCoreSecond: warm.map(({ used }) => (VISITS * 1e6) / used),
      visitsPerSecond: warm.map(({ seconds }) => VISITS / seconds),
    };
  } finally {
    await server.close();
  }
}

export const visitsSetUp: Bench = {
  name: 'visits-set-up',
  summary: 'Visits of two set up per second of a Node core, against plain mediasoup calls.',
  runs: 5,
  figures: { visitsPerNodeCoreSecond: 'per second', visitsPerSecond: 'per second' },
  bare,
};
