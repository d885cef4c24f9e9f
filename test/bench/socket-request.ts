import { fileURLToPath } from 'node:url';
import type { Bench, Samples } from './harness/bench.ts';
import { Listening, ListeningDoor, urlOf } from './processes/listening.ts';
import { Load, type Target } from './processes/load.ts';
import { ServerProcess } from './processes/server-process.ts';

const DOOR = fileURLToPath(new URL('./ours/door-server.ts', import.meta.url));
const ECHO = fileURLToPath(new URL('./bare/echo-server.ts', import.meta.url));
const SOCKETS = 20;
const WARM_UP = 20_000;
const REQUESTS = 100_000;
const PAYLOAD = JSON.stringify({
  conversationId: '01890a5d-ac96-774b-bcce-b302099a8057',
  body: 'The new dose is half a tablet in the morning.',
  clientKey: '$KEY',
});

/** Server CPU of one acknowledged request, at saturation: one request outstanding on each of twenty sockets. */
async function requests(server: ServerProcess<unknown>, target: Target): Promise<Samples> {
  const load = await Load.create(target);
  try {
    await load.flood({ requests: WARM_UP, outstanding: SOCKETS });
    const before = await server.cpuMicroseconds();
    const { seconds } = await load.flood({ requests: REQUESTS, outstanding: SOCKETS });
    const used = (await server.cpuMicroseconds()) - before;
    return { serverMicroseconds: [used / REQUESTS], perSecond: [REQUESTS / seconds] };
  } finally {
    await load.close();
  }
}

async function bare(): Promise<Samples> {
  const server = await ServerProcess.create(ECHO, Listening);
  try {
    const subjects = Array.from({ length: SOCKETS }, () => ({ auth: {}, payload: PAYLOAD }));
    return await requests(server, { url: urlOf(server.ready), namespace: '/', event: 'echo', subjects });
  } finally {
    await server.close();
  }
}

async function ours(): Promise<Samples> {
  const server = await ServerProcess.create(DOOR, ListeningDoor, { args: [String(SOCKETS)] });
  try {
    const subjects = server.ready.auths.map((auth) => ({ auth, payload: PAYLOAD }));
    const target = { url: urlOf(server.ready), namespace: '/chat', event: 'message:send', subjects };
    return await requests(server, target);
  } finally {
    await server.close();
  }
}

export const socketRequest: Bench = {
  name: 'socket-request',
  summary: 'Server CPU of one acknowledged socket request, against a Socket.IO echo.',
  runs: 7,
  figures: { serverMicroseconds: 'µs', perSecond: 'per second' },
  bare,
  ours,
};
