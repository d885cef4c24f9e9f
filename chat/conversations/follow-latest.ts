import type { Log } from '#platform/log.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { ConversationStore } from './conversation-store.ts';

type Deps = { conversations: ConversationStore; messages: MessageStore; log: Log; flushEveryMs?: number };

/**
 * Keeps the order of lists up with the messages. A message does not wait for it: the newest moment of each thread is
 * written together with others a little later, and whatever a crash kept back is found at the next start.
 */
export function createFollowLatest({ conversations, messages, log, flushEveryMs = 1_000 }: Deps) {
  const latest = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const due = [...latest];
    latest.clear();
    await Promise.all(due.map(([id, at]) => conversations.touch(id, at)));
  }

  function flushLater(): void {
    timer ??= setTimeout(() => {
      flush().catch((error: unknown) => log.warn({ err: error }, 'the order of threads could not be kept'));
    }, flushEveryMs).unref();
  }

  return {
    note(conversationId: string, sentAt: number): void {
      latest.set(conversationId, sentAt);
      flushLater();
    },
    flush,
    /** Brings every thread up to its last message. */
    async catchUp(): Promise<void> {
      let cursor: string | undefined;
      do {
        const page = await conversations.page(cursor);
        for (const row of page.items) {
          const last = await messages.findLast(row._id);
          if (last && last.sentAt > row.lastMessageAt) await conversations.touch(row._id, last.sentAt);
        }
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    },
  };
}
