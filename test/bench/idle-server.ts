import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { TestServer } from '../kit/server.ts';
import type { Bench, Samples } from './harness/bench.ts';

const SETTLE_MS = 10_000;

/** Resident memory of a server that was just started and serves nobody, with its workers: as many as it takes unasked. */
async function ours(): Promise<Samples> {
  const server = await TestServer.create({ env: { BEDSIDE_MEDIA_WORKERS: '' } });
  try {
    await pause(SETTLE_MS);
    const family = [server.pid, ...childrenOf(server.pid)];
    const sizes = family.map(residentMegabytes);
    return { megabytes: [sizes.reduce((sum, size) => sum + size, 0)], processes: [family.length] };
  } finally {
    await server.close();
  }
}

function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

export const idleServer: Bench = {
  name: 'idle-server',
  summary: 'Resident memory of a whole server that serves nobody, workers and all.',
  runs: 3,
  figures: { megabytes: 'MB', processes: 'processes' },
  ours,
};
