import { z } from 'zod';
import { noSuch } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { createdParam, isCreatedWithin, pageOf, pageParams } from '../http/page.ts';
import { clearable, expand, mergeMetadata, metadata, text } from '../http/params.ts';
import { attach } from './attach-payment-method.ts';
import type { Customer } from '../resources/customer.ts';
import type { Transaction } from '../storage/transaction.ts';

const details = {
  description: clearable.optional(),
  email: clearable.optional(),
  expand,
  metadata: metadata.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
};
const createParams = z.strictObject({ ...details, payment_method: text.optional() });
const updateParams = z.strictObject(details);

/** POST /v1/customers */
export const createCustomer = defineOperation({
  params: createParams,
  run(tx, input) {
    const customer = tx.put(newCustomer(tx, input));
    tx.emit('customer.created', customer);
    if (input.payment_method) attach(tx, input.payment_method, customer.id);
    return customer;
  },
});

/** POST /v1/customers/:id */
export const updateCustomer = defineOperation({
  params: updateParams,
  run(tx, input, id) {
    const before = demandCustomer(tx, id);
    const customer = tx.put<Customer>({
      ...before,
      description: input.description === undefined ? before.description : input.description,
      email: input.email === undefined ? before.email : input.email,
      metadata: mergeMetadata(before.metadata, input.metadata),
      name: input.name === undefined ? before.name : input.name,
      phone: input.phone === undefined ? before.phone : input.phone,
    });
    tx.emit('customer.updated', customer);
    return customer;
  },
});

/** GET /v1/customers/:id */
export const retrieveCustomer = defineOperation({
  params: z.strictObject({ expand }),
  run: (tx, _input, id) => demandCustomer(tx, id),
});

/** GET /v1/customers */
export const listCustomers = defineOperation({
  params: z.strictObject({ ...pageParams, created: createdParam, email: text.optional() }),
  run(tx, input) {
    const rows = tx
      .newest('customer')
      .filter((customer) => isCreatedWithin(customer.created, input.created))
      .filter((customer) => !input.email || customer.email === input.email);
    return pageOf(rows, input, '/v1/customers');
  },
});

function demandCustomer(tx: Transaction, id: string): Customer {
  const customer = tx.find('customer', id);
  if (!customer) throw noSuch('customer', id);
  return customer;
}

function newCustomer(tx: Transaction, input: z.output<typeof createParams>): Customer {
  return {
    id: tx.newId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: tx.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: input.description ?? null,
    discount: null,
    email: input.email ?? null,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: mergeMetadata({}, input.metadata),
    name: input.name ?? null,
    phone: input.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}
