import { z } from 'zod';
import { noSuch } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { pageOf, pageParams } from '../http/page.ts';
import { expand, text } from '../http/params.ts';
import type { Transaction } from '../storage/transaction.ts';

const card = z.literal('card').optional();

/** GET /v1/payment_methods/:id */
export const retrievePaymentMethod = defineOperation({
  params: z.strictObject({ expand }),
  run(tx, _input, id) {
    const method = tx.find('payment_method', id);
    if (!method) throw noSuch('PaymentMethod', id);
    return method;
  },
});

/** GET /v1/payment_methods?customer=… */
export const listPaymentMethods = defineOperation({
  params: z.strictObject({ ...pageParams, customer: text, type: card }),
  run: (tx, input) => pageOf(methodsOf(tx, input.customer), input, '/v1/payment_methods'),
});

/** GET /v1/customers/:id/payment_methods */
export const listCustomerPaymentMethods = defineOperation({
  params: z.strictObject({ ...pageParams, type: card }),
  run(tx, input, id) {
    if (!tx.find('customer', id)) throw noSuch('customer', id);
    return pageOf(methodsOf(tx, id), input, `/v1/customers/${id}/payment_methods`);
  },
});

function methodsOf(tx: Transaction, customer: string) {
  return tx.newest('payment_method').filter((method) => method.customer === customer);
}
