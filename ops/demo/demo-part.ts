import { Refusal } from '#contracts/refusal.ts';
import type { Part } from '#platform/lifecycle.ts';
import type { BoundSocketService } from '#platform/sockets/socket-service.ts';
import { type AskChat, seedDemo } from './seed-demo.ts';

type Deps = Omit<Parameters<typeof seedDemo>[0], 'askChat'> & {
  /** Chat's socket requests, of this process or of another. */
  chat: BoundSocketService;
  /** Whether services of other processes are asked, which may still be starting. */
  isTogether: boolean;
};

const patienceMs = 45_000;
const pauseMs = 500;

/** The demo clinic as a part of the process that makes it. */
export function createDemo({ chat, isTogether, ...deps }: Deps): Part {
  const seed = () => seedDemo({ ...deps, askChat: askerOf(chat) });
  return { name: 'demo', start: isTogether ? () => untilSistersAnswer(seed) : seed };
}

/** One of Bedside's own requests to chat, made without a socket. */
const askerOf =
  (chat: BoundSocketService): AskChat =>
  async (actor, name, input) => {
    const handler = chat.handlers[name];
    if (!handler) throw new Error(`Chat does not answer ${name}.`);
    return (await handler({ actor, connectionId: 'demo' }, input as never)) as never;
  };

async function untilSistersAnswer(work: () => Promise<void>): Promise<void> {
  const endsAt = Date.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof Refusal && ['unavailable', 'deadline_exceeded'].includes(error.code);
      if (!isAway || Date.now() > endsAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
