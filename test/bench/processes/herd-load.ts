import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { atLeast, createRetryWaits } from '../../../web/api/retry-waits.ts';
import { LeanSocket, NoSocket } from './lean-socket.ts';

/** Clients that come back as the app's do (web/api/socket-link.ts): to another node when theirs is gone, and resume. */
const Order = z.discriminatedUnion('order', [
  z.object({
    order: z.literal('open'),
    namespace: z.string(),
    resume: z.string(),
    urls: z.array(z.string()).length(2),
    people: z.array(z.object({ auth: z.unknown(), payload: z.string() })),
  }),
  /** From now on lost sockets count; answered when all have resumed. */
  z.object({ order: z.literal('return'), at: z.number(), withinMs: z.number() }),
]);
type Open = Extract<z.infer<typeof Order>, { order: 'open' }>;
type Person = { auth: unknown; payload: string };

const now = () => performance.timeOrigin + performance.now();
let given: Open | undefined;
let left = 0;
let givenUp = 0;
let refused = 0;
const resumedAt: number[] = [];

process.on('message', (message) => {
  const order = Order.parse(message);
  const work = order.order === 'open' ? open(order) : comeBack(order);
  work.then(
    (result) => process.send?.({ done: order.order, ...result }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.channel?.ref();
process.send?.({ ready: true });

async function open(order: Open): Promise<object> {
  given = order;
  for (let from = 0; from < order.people.length; from += 50)
    await Promise.all(order.people.slice(from, from + 50).map((person) => enter(order, person, 0)));
  left = order.people.length;
  return { sockets: left };
}

async function enter(order: Open, person: Person, place: number): Promise<void> {
  const { namespace, resume, urls } = order;
  const socket = await LeanSocket.create({
    url: urls[place] ?? '',
    namespace,
    auth: person.auth,
    patienceMs: 5_000,
  });
  const answer = await socket.ask(resume, person.payload);
  if (!answer.startsWith('[{"ok":true')) throw new Error(`Refused: ${answer}`);
  socket.onClosed(() => void (left > 0 && moveTo(person)));
}

/** Tries with the app's own waits until it is in again. */
async function moveTo(person: Person): Promise<void> {
  const waits = createRetryWaits(Math.random);
  let wait = waits.afterLoss();
  while (given !== undefined) {
    await pause(wait);
    try {
      await enter(given, person, 1);
      resumedAt.push(now());
      left -= 1;
      return;
    } catch (error) {
      if (!(error instanceof NoSocket)) throw error;
      const { isGivenUp, retryAfterMs } = error;
      if (isGivenUp) givenUp += 1;
      if (retryAfterMs !== undefined) refused += 1;
      wait =
        retryAfterMs === undefined
          ? waits.afterFailure(isGivenUp ? 'given up' : 'answered')
          : atLeast(retryAfterMs, Math.random);
    }
  }
}

async function comeBack({ at, withinMs }: { at: number; withinMs: number }): Promise<object> {
  while (left > 0 && now() < at + withinMs) await pause(20);
  return { waitsMs: resumedAt.map((moment) => moment - at), givenUp, refused, missing: left };
}
