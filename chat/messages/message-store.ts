import type { ConversationId, MessageId, TenantId, UserId } from '#contracts/ids.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import type { Message } from '#contracts/chat/conversation.ts';
import type { Document, Store } from '#platform/store/store.ts';

/** A message as stored: its text is sealed, and it holds the hash of the one before it. */
export type MessageRow = Document & {
  _id: MessageId;
  tenantId: TenantId;
  conversationId: ConversationId;
  seq: number;
  author: Message['author'];
  authorId: UserId;
  clientKey: string;
  sealedBody: string;
  sentAt: number;
  previousHash: string;
  hash: string;
};
export type MessageStore = Awaited<ReturnType<typeof openMessageStore>>;

export async function openMessageStore(store: Store) {
  const rows = await store.collection<MessageRow, 'order' | 'clientKey'>({
    name: 'messages',
    indexes: {
      order: { fields: ['conversationId', 'seq'], unique: true },
      // The key alone: clients choose it by chance, so its place is anywhere, and the smaller the index the fewer pages it writes.
      clientKey: { fields: ['clientKey'], unique: true },
    },
  });

  return {
    insert: (draft: Omit<MessageRow, 'version'>, event: EventEnvelope): Promise<MessageRow> =>
      rows.insert(draft, { events: [event] }),

    async findByClientKey(clientKey: string): Promise<MessageRow | undefined> {
      return (await rows.find({ index: 'clientKey', equals: { clientKey }, limit: 1 })).items[0];
    },

    async findLast(conversationId: string): Promise<MessageRow | undefined> {
      const query = { index: 'order', equals: { conversationId }, order: 'descending', limit: 1 } as const;
      return (await rows.find(query)).items[0];
    },

    /** In order, from the message after `seq` on. */
    async listAfter(conversationId: string, seq: number, limit: number): Promise<MessageRow[]> {
      const range = { field: 'seq', after: seq };
      return (await rows.find({ index: 'order', equals: { conversationId }, range, limit })).items;
    },

    /** The nearest before `seq`, in order. */
    async listBefore(conversationId: string, seq: number, limit: number): Promise<MessageRow[]> {
      const range = { field: 'seq', before: seq };
      const query = {
        index: 'order',
        equals: { conversationId },
        range,
        order: 'descending',
        limit,
      } as const;
      return (await rows.find(query)).items.toReversed();
    },
  };
}
