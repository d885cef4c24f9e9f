import type { Price } from '#contracts/billing/receipt.ts';
import type { TenantId } from '#contracts/ids.ts';
import { type Document, DuplicateKey, type Store } from '#platform/store/store.ts';

type PriceRow = Document & { price: Price };
export type PriceStore = Awaited<ReturnType<typeof openPriceStore>>;

const idOf = (tenantId: TenantId, visitType: string) => `${tenantId}:${visitType}`;

/** One price per kind of visit. A charge keeps the price it was made with, so changing one changes no charge. */
export async function openPriceStore(store: Store) {
  const rows = await store.collection<PriceRow>({ name: 'prices', indexes: {} });
  return {
    async find(tenantId: TenantId, visitType: string): Promise<Price | undefined> {
      return (await rows.findById(idOf(tenantId, visitType)))?.price;
    },

    async put(tenantId: TenantId, price: Price): Promise<void> {
      const _id = idOf(tenantId, price.visitType);
      try {
        await rows.insert({ _id, price });
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        await rows.change(_id, (row) => ({ document: { ...row, price } }));
      }
    },
  };
}
