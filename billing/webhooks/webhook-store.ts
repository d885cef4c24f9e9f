import { type Document, DuplicateKey, type Store } from '#platform/store/store.ts';
import type { PaymentSnapshot } from '../payments/payment-gateway.ts';

type WebhookRow = Document & {
  type: string;
  createdAt: number;
  objectId?: string;
  payment?: PaymentSnapshot;
  receivedAt: number;
  /** When it was worked in; what concerns nothing of ours is worked in at once. */
  appliedAt?: number;
};
export type WebhookStore = Awaited<ReturnType<typeof openWebhookStore>>;

/** What the provider told us, each event once. */
export async function openWebhookStore(store: Store) {
  const rows = await store.collection<WebhookRow, 'time'>({
    name: 'webhooks',
    indexes: { time: { fields: ['receivedAt'] } },
  });
  return {
    /** Keeps the event; the first of the same id stays. */
    async add({ id, ...event }: Omit<WebhookRow, '_id' | 'version'> & { id: string }): Promise<void> {
      try {
        await rows.insert({ _id: id, ...event });
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
      }
    },

    findById: (id: string): Promise<WebhookRow | undefined> => rows.findById(id),

    async markApplied(id: string, appliedAt: number): Promise<void> {
      await rows.change(id, (row) =>
        row.appliedAt === undefined ? { document: { ...row, appliedAt } } : undefined,
      );
    },
  };
}
