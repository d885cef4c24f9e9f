import type { ReadCursor } from '#contracts/chat/conversation.ts';
import type { UserId } from '#contracts/ids.ts';
import { DuplicateKey, type Document, type Store } from '#platform/store/store.ts';

type CursorRow = Document & { conversationId: string; userId: UserId; readSeq: number };
export type CursorStore = Awaited<ReturnType<typeof openCursorStore>>;

/** How far each person has read in each thread. */
export async function openCursorStore(store: Store) {
  const rows = await store.collection<CursorRow, 'conversation'>({
    name: 'cursors',
    indexes: { conversation: { fields: ['conversationId', 'userId'], unique: true } },
  });
  const idOf = (conversationId: string, userId: UserId) => `${conversationId}:${userId}`;

  async function raise(conversationId: string, userId: UserId, readSeq: number): Promise<ReadCursor> {
    const row = await rows.change(idOf(conversationId, userId), (document) =>
      document.readSeq >= readSeq ? undefined : { document: { ...document, readSeq } },
    );
    return { userId, readSeq: row.readSeq };
  }

  return {
    /** Moves the cursor on, never back; answers where it stands. */
    async moveTo(conversationId: string, userId: UserId, readSeq: number): Promise<ReadCursor> {
      const _id = idOf(conversationId, userId);
      if (await rows.findById(_id)) return raise(conversationId, userId, readSeq);
      try {
        await rows.insert({ _id, conversationId, userId, readSeq });
        return { userId, readSeq };
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        return raise(conversationId, userId, readSeq);
      }
    },

    async list(conversationId: string): Promise<ReadCursor[]> {
      const { items } = await rows.find({ index: 'conversation', equals: { conversationId }, limit: 200 });
      return items.map(({ userId, readSeq }) => ({ userId, readSeq }));
    },
  };
}
