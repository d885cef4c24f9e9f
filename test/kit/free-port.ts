import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Ports are handed out below those that the kernel picks by itself for whoever asks for none: what is to listen on one
// may only do so in a while, or be killed and started again. They come in blocks. A process has a block for itself,
// since it listens on the block's first port until it ends: tests beside each other never get the same.
const firstBlock = 11_000;
const perBlock = 100;
const blocks = 80;

let next = 0;
let end = 0;

/** A port that nobody listens on, another each time, and another than in any other process. */
export async function freePort(): Promise<number> {
  for (;;) {
    if (next >= end) await takeBlock();
    const port = next++;
    if (await isFree(port)) return port;
  }
}

async function takeBlock(): Promise<void> {
  const anywhere = Math.floor(Math.random() * blocks);
  for (let tries = 0; tries < blocks; tries++) {
    const first = firstBlock + perBlock * ((anywhere + tries) % blocks);
    const taken = await listen(first);
    if (taken === undefined) continue;
    taken.unref();
    next = first + 1;
    end = first + perBlock;
    return;
  }
  throw new Error(`Every block of ports from ${firstBlock} on is somebody's.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server === undefined) return false;
  server.close();
  await once(server, 'close');
  return true;
}

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return server;
  } catch {
    return undefined;
  }
}
