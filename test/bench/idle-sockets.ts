import { fileURLToPath } from 'node:url';
import type { Bench, Samples } from './harness/bench.ts';
import { Listening, ListeningDoor, urlOf } from './processes/listening.ts';
import { Load, type Target } from './processes/load.ts';
import { ServerProcess } from './processes/server-process.ts';

const DOOR = fileURLToPath(new URL('./ours/door-server.ts', import.meta.url));
const ECHO = fileURLToPath(new URL('./bare/echo-server.ts', import.meta.url));
const FIRST = 200;
const SOCKETS = 3_000;

/** Memory of one more connected socket that asks nothing, measured past the first few hundred. */
async function idle(
  server: ServerProcess<unknown>,
  target: Omit<Target, 'subjects'>,
  auths: unknown[],
): Promise<Samples> {
  const subjects = auths.map((auth) => ({ auth, payload: '{}' }));
  // The first sockets pay for code and pools that the server has once.
  const first = await Load.create({ ...target, subjects: subjects.slice(0, FIRST) });
  try {
    const before = await server.memory();
    const rest = await Load.create({ ...target, subjects: subjects.slice(FIRST) });
    const after = await server.memory();
    await rest.close();
    const count = subjects.length - FIRST;
    return {
      bytesPerSocket: [(after.rss - before.rss) / count],
      heapBytesPerSocket: [(after.heapUsed + after.external - before.heapUsed - before.external) / count],
    };
  } finally {
    await first.close();
  }
}

async function bare(): Promise<Samples> {
  const server = await ServerProcess.create(ECHO, Listening);
  try {
    const target = { url: urlOf(server.ready), namespace: '/', event: 'echo' };
    return await idle(
      server,
      target,
      Array.from({ length: FIRST + SOCKETS }, () => ({})),
    );
  } finally {
    await server.close();
  }
}

async function ours(): Promise<Samples> {
  const server = await ServerProcess.create(DOOR, ListeningDoor, { args: [String(FIRST + SOCKETS)] });
  try {
    const target = { url: urlOf(server.ready), namespace: '/chat', event: 'message:send' };
    return await idle(server, target, server.ready.auths);
  } finally {
    await server.close();
  }
}

export const idleSockets: Bench = {
  name: 'idle-sockets',
  summary: 'Memory of one connected idle socket, against plain Socket.IO.',
  runs: 5,
  figures: { bytesPerSocket: 'bytes', heapBytesPerSocket: 'bytes' },
  bare,
  ours,
};
