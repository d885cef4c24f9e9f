import { z } from 'zod';
import { noSuch } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { createdParam, isCreatedWithin, pageOf, pageParams } from '../http/page.ts';
import { expand, text } from '../http/params.ts';
import type { Transaction } from '../storage/transaction.ts';

const one = z.strictObject({ expand });
const many = { ...pageParams, created: createdParam };

type Money = 'balance_transaction' | 'charge' | 'refund';

function demand<K extends Money>(tx: Transaction, kind: K, id: string) {
  const row = tx.find(kind, id);
  if (!row) throw noSuch(kind, id);
  return row;
}

export const retrieveRefund = defineOperation({ params: one, run: (tx, _, id) => demand(tx, 'refund', id) });
export const retrieveCharge = defineOperation({ params: one, run: (tx, _, id) => demand(tx, 'charge', id) });
export const retrieveBalanceTransaction = defineOperation({
  params: one,
  run: (tx, _, id) => demand(tx, 'balance_transaction', id),
});

/** GET /v1/refunds, of one charge or intent if named. */
export const listRefunds = defineOperation({
  params: z.strictObject({ ...many, charge: text.optional(), payment_intent: text.optional() }),
  run(tx, input) {
    const rows = tx
      .newest('refund')
      .filter((refund) => isCreatedWithin(refund.created, input.created))
      .filter((refund) => !input.charge || refund.charge === input.charge)
      .filter((refund) => !input.payment_intent || refund.payment_intent === input.payment_intent);
    return pageOf(rows, input, '/v1/refunds');
  },
});

/** GET /v1/charges, failed tries included. */
export const listCharges = defineOperation({
  params: z.strictObject({ ...many, customer: text.optional(), payment_intent: text.optional() }),
  run(tx, input) {
    const rows = tx
      .newest('charge')
      .filter((charge) => isCreatedWithin(charge.created, input.created))
      .filter((charge) => !input.customer || charge.customer === input.customer)
      .filter((charge) => !input.payment_intent || charge.payment_intent === input.payment_intent);
    return pageOf(rows, input, '/v1/charges');
  },
});

/** GET /v1/balance_transactions: every move of the balance, to reconcile with. */
export const listBalanceTransactions = defineOperation({
  params: z.strictObject({
    ...many,
    currency: text.optional(),
    source: text.optional(),
    type: z.enum(['charge', 'refund']).optional(),
  }),
  run(tx, input) {
    const rows = tx
      .newest('balance_transaction')
      .filter((entry) => isCreatedWithin(entry.created, input.created))
      .filter((entry) => !input.currency || entry.currency === input.currency)
      .filter((entry) => !input.source || entry.source === input.source)
      .filter((entry) => !input.type || entry.type === input.type);
    return pageOf(rows, input, '/v1/balance_transactions');
  },
});
