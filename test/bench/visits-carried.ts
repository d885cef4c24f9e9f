import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Bench, Samples } from './harness/bench.ts';
import { ServerProcess } from './processes/server-process.ts';
import { cpuSecondsOf } from './processes/worker-cpu.ts';

const BARE = fileURLToPath(new URL('./bare/carrying-server.ts', import.meta.url));
const OURS = fileURLToPath(new URL('./ours/carrying-server.ts', import.meta.url));
const Carrying = z.object({ workerPid: z.int(), peers: z.array(z.unknown()) });
const LOAD = fileURLToPath(new URL('./synthetic/media-load.ts', import.meta.url));
const VISITS = 12;
const SETTLE_MS = 3_000;
const WINDOW_MS = 8_000;
/** Per visit and second, each of two hears 50 packets of sound and 25 frames of the best layer, five packets each. */
const PACKETS_PER_SECOND = 2 * (50 + 25 * 5);
const Received = z.object({ received: z.int() });

type Server = ServerProcess<{ workerPid: number; peers: unknown[] }>;

/** A worker's CPU for visits whose people really send: as many as fill a core, if each costs what one of twelve does. */
async function carry(start: (visits: number, fingerprint: string) => Promise<Server>): Promise<Samples> {
  const load = await ServerProcess.create(LOAD, z.object({ fingerprint: z.string() }));
  const server = await start(VISITS, load.ready.fingerprint);
  try {
    await load.ask({ peers: server.ready.peers }, z.object({ connected: z.int() }));
    await pause(SETTLE_MS);
    const began = {
      at: performance.now(),
      cpu: cpuSecondsOf(server.ready.workerPid),
      ...(await count(load)),
    };
    await pause(WINDOW_MS);
    const ended = {
      at: performance.now(),
      cpu: cpuSecondsOf(server.ready.workerPid),
      ...(await count(load)),
    };
    const seconds = (ended.at - began.at) / 1000;
    const heard = (ended.received - began.received) / seconds / VISITS / PACKETS_PER_SECOND;
    if (heard < 0.97 || heard > 1.02)
      throw new Error(
        `${(heard * 100).toFixed(1)} % of the packets came: the machine is busy or the sender too slow.`,
      );
    return { visitsPerWorkerCore: [(VISITS * seconds) / (ended.cpu - began.cpu)], heardRatio: [heard] };
  } finally {
    await load.close();
    await server.close();
  }
}

async function ours(): Promise<Samples> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'));
  try {
    return await carry((visits, fingerprint) =>
      ServerProcess.create(OURS, Carrying, { args: [folder, String(visits), fingerprint] }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function count(load: ServerProcess<unknown>): Promise<{ received: number }> {
  return await load.ask({ count: true }, Received);
}

export const visitsCarried: Bench = {
  name: 'visits-carried',
  summary: 'Visits of two that one worker core carries, against plain mediasoup.',
  runs: 5,
  figures: { visitsPerWorkerCore: 'visits' },
  bare: () =>
    carry((visits, fingerprint) =>
      ServerProcess.create(BARE, Carrying, { args: [String(visits), fingerprint] }),
    ),
  ours,
};
