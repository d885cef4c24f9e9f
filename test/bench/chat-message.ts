import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Bench, Samples } from './harness/bench.ts';
import { Listening, urlOf } from './processes/listening.ts';
import { Load, type Target } from './processes/load.ts';
import { ServerProcess } from './processes/server-process.ts';

const BARE = fileURLToPath(new URL('./bare/chat-server.ts', import.meta.url));
const OURS = fileURLToPath(new URL('./ours/chat-server.ts', import.meta.url));
const ListeningChat = Listening.extend({
  members: z.array(z.object({ auth: z.unknown(), conversationId: z.string() })),
});
const CONVERSATIONS = 128;
const OUTSTANDING = 128;
const WARM_UP = 10_000;
const MESSAGES = 30_000;
const PACED_SECONDS = 4;
const BODY = 'The new dose is half a tablet in the morning, please write when the dizziness is gone.';

/** The slower side's rate so far: both sides are paced by it, so that their waits are of the same load. */
let slowest = Number.POSITIVE_INFINITY;

async function send(server: ServerProcess<unknown>, target: Target): Promise<Samples> {
  const load = await Load.create(target);
  try {
    await load.flood({ requests: WARM_UP, outstanding: OUTSTANDING });
    const before = await server.cpuMicroseconds();
    const { seconds } = await load.flood({ requests: MESSAGES, outstanding: OUTSTANDING });
    const used = (await server.cpuMicroseconds()) - before;
    const perSecond = MESSAGES / seconds;
    slowest = Math.min(slowest, perSecond);
    const at70 = await load.pace({ perSecond: slowest * 0.7, seconds: PACED_SECONDS });
    const at30 = await load.pace({ perSecond: slowest * 0.3, seconds: PACED_SECONDS });
    const sent = WARM_UP + MESSAGES + at70.waitsMs.length + at30.waitsMs.length;
    if (at30.notices < sent * 2 - OUTSTANDING)
      throw new Error(`${at30.notices} notices for ${sent} messages to two.`);
    return {
      perSecondFullCore: [(MESSAGES * 1e6) / used],
      perSecond: [perSecond],
      serverMicroseconds: [used / MESSAGES],
      ackMsAt70Percent: at70.waitsMs,
      ackMsAt30Percent: at30.waitsMs,
    };
  } finally {
    await load.close();
  }
}

async function bare(): Promise<Samples> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'));
  const server = await ServerProcess.create(BARE, Listening, { args: [folder] });
  try {
    const subjects = Array.from({ length: CONVERSATIONS * 2 }, (_, index) => {
      const conversationId = `conversation-${index % CONVERSATIONS}`;
      return { auth: { conversationId }, payload: JSON.stringify({ conversationId, body: BODY }) };
    });
    return await send(server, { url: urlOf(server.ready), namespace: '/', event: 'send', subjects });
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

async function ours(): Promise<Samples> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'));
  const server = await ServerProcess.create(OURS, ListeningChat, { args: [folder, String(CONVERSATIONS)] });
  try {
    const subjects = server.ready.members.map(({ auth, conversationId }) => ({
      auth,
      payload: JSON.stringify({ conversationId, body: BODY, clientKey: '$KEY' }),
      before: { event: 'conversation:open', payload: JSON.stringify({ conversationId }) },
    }));
    return await send(server, {
      url: urlOf(server.ready),
      namespace: '/chat',
      event: 'message:send',
      subjects,
    });
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

export const chatMessage: Bench = {
  name: 'chat-message',
  summary: 'A durable message to two, against Socket.IO with the same group commit.',
  runs: 5,
  figures: {
    perSecondFullCore: 'per second',
    perSecond: 'per second',
    serverMicroseconds: 'µs',
    ackMsAt70Percent: 'ms',
    ackMsAt30Percent: 'ms',
  },
  bare,
  ours,
};
