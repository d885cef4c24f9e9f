import type { TenantId, UserId } from '#contracts/ids.ts';
import { DuplicateKey, type Store } from '#platform/store/store.ts';
import type { Payer } from './payer.ts';

export type PayerStore = Awaited<ReturnType<typeof openPayerStore>>;
type Given = Pick<Payer, 'tenantId' | 'patientId' | 'paymentMethodId'>;

const idOf = (tenantId: TenantId, patientId: UserId) => `${tenantId}:${patientId}`;

export async function openPayerStore(store: Store) {
  const rows = await store.collection<Payer>({ name: 'payers', indexes: {} });
  return {
    find: (tenantId: TenantId, patientId: UserId): Promise<Payer | undefined> =>
      rows.findById(idOf(tenantId, patientId)),

    findById: (id: string): Promise<Payer | undefined> => rows.findById(id),

    /** Remembers the card; the same one again changes nothing. */
    async put(given: Given): Promise<Payer> {
      const _id = idOf(given.tenantId, given.patientId);
      const card = { status: 'preparing' as const };
      try {
        return await rows.insert({ _id, ...given, card, tries: 1 });
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        return rows.change(_id, (row) =>
          row.paymentMethodId === given.paymentMethodId
            ? undefined
            : { document: { ...row, ...given, card, tries: row.tries + 1 } },
        );
      }
    },

    /** Changes the payer, unless another card was given since it was read. */
    change: (before: Payer, compute: (payer: Payer) => Payer): Promise<Payer> =>
      rows.change(before._id, (row) =>
        row.paymentMethodId === before.paymentMethodId ? { document: compute(row) } : undefined,
      ),
  };
}
