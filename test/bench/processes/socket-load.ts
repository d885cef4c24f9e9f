import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { LeanSocket } from './lean-socket.ts';

/** What a socket asks once before anything is measured. */
const Before = z.object({ event: z.string(), payload: z.string() });
/**
 * The clients of the socket benches, in a process of their own. `payload` is JSON text in which "$KEY" becomes a new
 * UUID for every request; `subjects` are the sockets to open, each with what it authenticates and asks with.
 */
const Order = z.discriminatedUnion('order', [
  z.object({
    order: z.literal('open'),
    url: z.string(),
    namespace: z.string(),
    also: z.array(z.string()).optional(),
    event: z.string(),
    subjects: z.array(z.object({ auth: z.unknown(), payload: z.string(), before: Before.optional() })),
  }),
  /** Each socket asks again as soon as it is answered, `outstanding` at a time. */
  z.object({ order: z.literal('flood'), requests: z.int(), outstanding: z.int() }),
  /** Requests at even times whether answered or not; a wait counts from the time it was due, at the next millisecond. */
  z.object({ order: z.literal('pace'), perSecond: z.number(), seconds: z.number() }),
  z.object({ order: z.literal('count') }),
]);
type Order = z.infer<typeof Order>;
type Subject = { socket: LeanSocket; payload: string };

let subjects: Subject[] = [];
let event = '';

process.on('message', (message) => {
  const order = Order.parse(message);
  obey(order).then(
    (result) => process.send?.({ done: order.order, ...result }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.channel?.ref();
process.send?.({ ready: true });

async function obey(order: Order): Promise<object> {
  switch (order.order) {
    case 'open':
      return await open(order);
    case 'flood':
      return await flood(order);
    case 'pace':
      return await pace(order);
    case 'count':
      return { notices: heard() };
    default:
      return order satisfies never;
  }
}

async function open(order: Extract<Order, { order: 'open' }>): Promise<object> {
  event = order.event;
  const opened: Subject[] = [];
  // A few at a time: a server's accept queue is short, and this is not what is measured.
  for (let from = 0; from < order.subjects.length; from += 50) {
    const some = order.subjects.slice(from, from + 50);
    const made = some.map(async ({ auth, payload, before }) => {
      const socket = await LeanSocket.create({ ...order, auth });
      if (before !== undefined) demandGood(await socket.ask(before.event, before.payload));
      return { socket, payload };
    });
    opened.push(...(await Promise.all(made)));
  }
  subjects = opened;
  return { sockets: opened.length };
}

async function flood({ requests, outstanding }: { requests: number; outstanding: number }): Promise<object> {
  const started = performance.now();
  let left = requests;
  const lanes = Array.from({ length: outstanding }, async (_, lane) => {
    while (left > 0) {
      left -= 1;
      await askOnce(lane);
    }
  });
  await Promise.all(lanes);
  return { seconds: (performance.now() - started) / 1000, notices: heard() };
}

async function pace({ perSecond, seconds }: { perSecond: number; seconds: number }): Promise<object> {
  const started = performance.now();
  const waits: number[] = [];
  const asked: Promise<void>[] = [];
  const count = Math.round(perSecond * seconds);
  while (asked.length < count) {
    const isDue = started + (asked.length * 1000) / perSecond;
    if (isDue > performance.now()) {
      // Looking all the time would take a whole core from the server. So both sides' waits are up to a millisecond longer.
      await delay(1);
      continue;
    }
    asked.push(askOnce(asked.length).then(() => void waits.push(performance.now() - isDue)));
  }
  await Promise.all(asked);
  return { waitsMs: waits, notices: heard() };
}

async function askOnce(lane: number): Promise<void> {
  const subject = subjects[lane % subjects.length];
  if (subject === undefined) throw new Error('No socket is open.');
  demandGood(await subject.socket.ask(event, subject.payload.replaceAll('$KEY', randomUUID())));
}

function demandGood(answer: string): void {
  if (!answer.startsWith('[{"ok":true')) throw new Error(`Refused: ${answer}`);
}

function heard(): number {
  return subjects.reduce((sum, { socket }) => sum + socket.notices, 0);
}
