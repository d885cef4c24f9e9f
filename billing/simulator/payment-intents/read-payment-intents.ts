import { z } from 'zod';
import { defineOperation } from '../http/operation.ts';
import { createdParam, isCreatedWithin, pageOf, pageParams } from '../http/page.ts';
import { expand, text } from '../http/params.ts';
import { demandIntent } from './payment-intent-rules.ts';

/** GET /v1/payment_intents/:id */
export const retrievePaymentIntent = defineOperation({
  params: z.strictObject({ expand }),
  run: (tx, _input, id) => demandIntent(tx, id),
});

/** GET /v1/payment_intents */
export const listPaymentIntents = defineOperation({
  params: z.strictObject({ ...pageParams, created: createdParam, customer: text.optional() }),
  run(tx, input) {
    const rows = tx
      .newest('payment_intent')
      .filter((intent) => isCreatedWithin(intent.created, input.created))
      .filter((intent) => !input.customer || intent.customer === input.customer);
    return pageOf(rows, input, '/v1/payment_intents');
  },
});
