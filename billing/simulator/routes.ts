import { createCustomer, listCustomers, retrieveCustomer, updateCustomer } from './customers/customers.ts';
import { attachPaymentMethod, detachPaymentMethod } from './customers/attach-payment-method.ts';
import {
  listCustomerPaymentMethods,
  listPaymentMethods,
  retrievePaymentMethod,
} from './customers/read-payment-methods.ts';
import type { Operation } from './http/operation.ts';
import { createRefund } from './money/create-refund.ts';
import {
  listBalanceTransactions,
  listCharges,
  listRefunds,
  retrieveBalanceTransaction,
  retrieveCharge,
  retrieveRefund,
} from './money/read-money.ts';
import { cancelPaymentIntent } from './payment-intents/cancel-payment-intent.ts';
import { capturePaymentIntent } from './payment-intents/capture-payment-intent.ts';
import { confirmPaymentIntent } from './payment-intents/confirm-payment-intent.ts';
import { createPaymentIntent } from './payment-intents/create-payment-intent.ts';
import { listPaymentIntents, retrievePaymentIntent } from './payment-intents/read-payment-intents.ts';
import { updatePaymentIntent } from './payment-intents/update-payment-intent.ts';
import { listEvents, retrieveEvent } from './webhooks/read-events.ts';

const routes: Record<string, Operation> = {
  'POST /v1/payment_intents': createPaymentIntent,
  'GET /v1/payment_intents': listPaymentIntents,
  'GET /v1/payment_intents/:id': retrievePaymentIntent,
  'POST /v1/payment_intents/:id': updatePaymentIntent,
  'POST /v1/payment_intents/:id/confirm': confirmPaymentIntent,
  'POST /v1/payment_intents/:id/capture': capturePaymentIntent,
  'POST /v1/payment_intents/:id/cancel': cancelPaymentIntent,
  'GET /v1/charges': listCharges,
  'GET /v1/charges/:id': retrieveCharge,
  'POST /v1/refunds': createRefund,
  'GET /v1/refunds': listRefunds,
  'GET /v1/refunds/:id': retrieveRefund,
  'GET /v1/balance_transactions': listBalanceTransactions,
  'GET /v1/balance_transactions/:id': retrieveBalanceTransaction,
  'POST /v1/customers': createCustomer,
  'GET /v1/customers': listCustomers,
  'GET /v1/customers/:id': retrieveCustomer,
  'POST /v1/customers/:id': updateCustomer,
  'GET /v1/customers/:id/payment_methods': listCustomerPaymentMethods,
  'GET /v1/payment_methods': listPaymentMethods,
  'GET /v1/payment_methods/:id': retrievePaymentMethod,
  'POST /v1/payment_methods/:id/attach': attachPaymentMethod,
  'POST /v1/payment_methods/:id/detach': detachPaymentMethod,
  'GET /v1/events': listEvents,
  'GET /v1/events/:id': retrieveEvent,
};

const table = Object.entries(routes).map(([route, operation]) => {
  const [method = '', path = ''] = route.split(' ');
  return { method, pattern: new RegExp(`^${path.replace(':id', '(?<id>\\w+)')}$`), operation };
});

/** The endpoint at this method and path, and the id in the path. */
export function findRoute(method: string, path: string): { operation: Operation; id: string } | undefined {
  for (const route of table) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match) return { operation: route.operation, id: match.groups?.['id'] ?? '' };
  }
  return undefined;
}
