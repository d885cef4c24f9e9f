import type { z } from 'zod';
import type { Conversation } from '#contracts/chat/conversation.ts';
import type { TenantId } from '#contracts/ids.ts';
import { DuplicateKey, type Document, type Page, type Store } from '#platform/store/store.ts';

type Listed = Omit<z.infer<typeof Conversation>, 'id' | 'cursors' | 'lastSeq' | 'lastMessageAt'>;

/** A thread as stored. `lastMessageAt` orders lists and follows the messages; they alone are the truth. */
export type ConversationRow = Document &
  Listed & { tenantId: TenantId; key: string; patientId: string; lastMessageAt: number; createdAt: number };

export type ConversationStore = Awaited<ReturnType<typeof openConversationStore>>;
type ListQuery = { tenantId: string; cursor?: string | undefined; limit: number };

export async function openConversationStore(store: Store) {
  const rows = await store.collection<ConversationRow, 'key' | 'patient' | 'clinic' | 'every'>({
    name: 'conversations',
    indexes: {
      // One thread per visit, one per patient and clinic.
      key: { fields: ['tenantId', 'key'], unique: true },
      patient: { fields: ['tenantId', 'patientId', 'lastMessageAt'] },
      clinic: { fields: ['tenantId', 'clinicId', 'lastMessageAt'] },
      every: { fields: ['createdAt'] },
    },
  });
  const latest = { order: 'descending' } as const;
  const from = ({ cursor, limit }: ListQuery) => ({ limit, ...(cursor === undefined ? {} : { cursor }) });

  return {
    findById: (id: string): Promise<ConversationRow | undefined> => rows.findById(id),

    async findByKey(tenantId: string, key: string): Promise<ConversationRow | undefined> {
      return (await rows.find({ index: 'key', equals: { tenantId, key }, limit: 1 })).items[0];
    },

    /** The thread of this key: the one that is there, or this draft. */
    async ensure(draft: Omit<ConversationRow, 'version'>): Promise<ConversationRow> {
      try {
        return await rows.insert(draft);
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        const there = await this.findByKey(draft.tenantId, draft.key);
        if (!there) throw error;
        return there;
      }
    },

    ofPatient: (patientId: string, query: ListQuery): Promise<Page<ConversationRow>> =>
      rows.find({
        index: 'patient',
        equals: { tenantId: query.tenantId, patientId },
        ...latest,
        ...from(query),
      }),

    ofClinic: (clinicId: string, query: ListQuery): Promise<Page<ConversationRow>> =>
      rows.find({
        index: 'clinic',
        equals: { tenantId: query.tenantId, clinicId },
        ...latest,
        ...from(query),
      }),

    /** Every thread, page by page, for the check at the start. */
    page: (cursor: string | undefined): Promise<Page<ConversationRow>> =>
      rows.find({ index: 'every', limit: 500, ...(cursor === undefined ? {} : { cursor }) }),

    async touch(id: string, at: number): Promise<void> {
      await rows.change(id, (row) =>
        row.lastMessageAt >= at ? undefined : { document: { ...row, lastMessageAt: at } },
      );
    },
  };
}
