import type { MessageRow, MessageStore } from './message-store.ts';

/** What the next message of a thread builds on. */
export type ThreadEnd = Pick<MessageRow, 'seq' | 'hash' | 'sentAt'>;

const mostRemembered = 20_000;

/**
 * The last message of each thread that this process wrote to, so that the next one need not look for it. Another process
 * may have written since: the unique place in the order finds that out, and whoever is refused forgets the end.
 */
export function createThreadEnds({ messages }: { messages: Pick<MessageStore, 'findLast'> }) {
  const known = new Map<string, ThreadEnd>();
  return {
    find: async (conversationId: string): Promise<ThreadEnd | undefined> =>
      known.get(conversationId) ?? (await messages.findLast(conversationId)),

    note({ conversationId, seq, hash, sentAt }: Omit<MessageRow, 'version'>): void {
      if (!known.has(conversationId) && known.size >= mostRemembered)
        known.delete(known.keys().next().value ?? '');
      known.set(conversationId, { seq, hash, sentAt });
    },

    forget: (conversationId: string): void => void known.delete(conversationId),
  };
}
export type ThreadEnds = ReturnType<typeof createThreadEnds>;
