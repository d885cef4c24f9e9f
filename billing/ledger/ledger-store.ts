import { isDeepStrictEqual } from 'node:util';
import type { Now } from '#platform/clock.ts';
import { type Document, DuplicateKey, type Store } from '#platform/store/store.ts';
import { isBalanced, type LedgerTransaction } from './ledger.ts';

type Row = Document & LedgerTransaction & { recordedAt: number };
export type LedgerStore = Awaited<ReturnType<typeof openLedgerStore>>;

/** The ledger. It is only ever added to; a step of a charge is in it once. */
export async function openLedgerStore({ store, now }: { store: Pick<Store, 'collection'>; now: Now }) {
  const rows = await store.collection<Row, 'charge' | 'time'>({
    name: 'ledger',
    indexes: {
      charge: { fields: ['chargeId', 'step'], unique: true },
      time: { fields: ['tenantId', 'recordedAt'] },
    },
  });

  return {
    /** Adds the transaction, or finds that it is there. One that is there and says something else is a bug. */
    async add(transaction: LedgerTransaction): Promise<void> {
      if (!isBalanced(transaction)) throw new Error(`The step ${transaction.step} does not balance.`);
      const _id = `${transaction.chargeId}:${transaction.step}`;
      try {
        await rows.insert({ _id, ...transaction, recordedAt: now() });
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        if (isDeepStrictEqual(transactionOf(await rows.get(_id)), transaction)) return;
        throw new Error(`The ledger has another ${_id}.`, { cause: error });
      }
    },

    /** What the ledger says of one charge, by step. */
    async ofCharge(chargeId: string): Promise<LedgerTransaction[]> {
      const { items } = await rows.find({ index: 'charge', equals: { chargeId }, limit: 1_000 });
      return items.map(transactionOf);
    },
  };
}

function transactionOf({
  _id,
  version: _version,
  recordedAt: _recordedAt,
  ...transaction
}: Row): LedgerTransaction {
  return transaction;
}
