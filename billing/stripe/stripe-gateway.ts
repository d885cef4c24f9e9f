import Stripe from 'stripe';
import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type {
  CustomerAnswer,
  PaymentAnswer,
  PaymentGateway,
  PaymentSnapshot,
} from '../payments/payment-gateway.ts';
import type { StripeAccess } from '../settings.ts';
import { createGuardCalls } from './guard-calls.ts';
import { outcomeOfError } from './outcome-of-error.ts';
import { paymentOfIntent } from './payment-of-intent.ts';

type Deps = { access: StripeAccess; log: Log; metrics: Metrics; timeoutMs?: number };

/** Stripe, through its official SDK. The SDK's own retries are off: billing's durable work does them, with the same keys. */
export function createStripeGateway({ access, log, metrics, timeoutMs = 8_000 }: Deps): PaymentGateway {
  const stripe = new Stripe(access.apiKey, {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...addressOf(access.baseUrl),
  });
  // The SDK ends its request at the timeout; the deadline is the net below it.
  const guard = createGuardCalls({ log, metrics, deadlineMs: timeoutMs + 1_000 });

  const ask = (name: string, call: () => Promise<unknown>): Promise<PaymentAnswer> =>
    guard(name, () => call().then(answerOfIntent, answerOfError));
  const askCustomer = (name: string, call: () => Promise<{ id: string }>): Promise<CustomerAnswer> =>
    guard(name, () => call().then(({ id }) => ({ kind: 'done' as const, id }), outcomeOfError));

  return {
    createCustomer: ({ reference, key }) =>
      askCustomer('customers.create', () =>
        stripe.customers.create({ metadata: { payer: reference } }, { idempotencyKey: key }),
      ),

    async attachCard({ customerId, paymentMethodId, key }) {
      const answer = await askCustomer('paymentMethods.attach', () =>
        stripe.paymentMethods.attach(paymentMethodId, { customer: customerId }, { idempotencyKey: key }),
      );
      if (answer.kind !== 'refused') return answer;
      // A card that the browser attached by itself is refused here, and is just what is wanted.
      const card = await guard('paymentMethods.retrieve', () =>
        stripe.paymentMethods.retrieve(paymentMethodId).catch(ignoreRefusal),
      );
      return card?.customer === customerId ? { kind: 'done', id: card.id } : answer;
    },

    hold: ({ chargeId, attempt, amount, customerId, paymentMethodId, key }) =>
      ask('paymentIntents.create', () =>
        stripe.paymentIntents.create(
          {
            amount: amount.minorUnits,
            currency: amount.currency.toLowerCase(),
            customer: customerId,
            payment_method: paymentMethodId,
            capture_method: 'manual',
            confirm: true,
            // The patient is not at a payment page: a bank that asks for them declines instead.
            off_session: true,
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
            metadata: { charge: chargeId, attempt },
          },
          { idempotencyKey: key },
        ),
      ),

    capture: ({ intentId, amount, key }) =>
      ask('paymentIntents.capture', () =>
        stripe.paymentIntents.capture(
          intentId,
          { amount_to_capture: amount.minorUnits },
          { idempotencyKey: key },
        ),
      ),

    release: ({ intentId, key }) =>
      ask('paymentIntents.cancel', () => stripe.paymentIntents.cancel(intentId, {}, { idempotencyKey: key })),

    async read(intentId) {
      const answer = await ask('paymentIntents.retrieve', () => stripe.paymentIntents.retrieve(intentId));
      if (answer.kind === 'payment') return answer.payment;
      throw new Error(`Stripe does not know the payment ${intentId}.`);
    },

    find: ({ chargeId, attempt, customerId }) =>
      guard('paymentIntents.list', async () => {
        try {
          return await findAmong(stripe.paymentIntents.list({ customer: customerId, limit: 100 }), {
            chargeId,
            attempt,
          });
        } catch (error) {
          throw new Refusal('unavailable', 'Stripe could not list payments.', { cause: error });
        }
      }),
  };
}

async function findAmong(
  intents: AsyncIterable<unknown>,
  { chargeId, attempt }: { chargeId: string; attempt: number },
): Promise<PaymentSnapshot | undefined> {
  for await (const intent of intents) {
    const payment = paymentOfIntent(intent);
    if (payment?.chargeId === chargeId && payment.attempt === attempt) return payment;
  }
  return undefined;
}

function answerOfIntent(intent: unknown): PaymentAnswer {
  const payment = paymentOfIntent(intent);
  if (!payment) throw new Error('Stripe answered with a payment that is not ours.');
  return { kind: 'payment', payment };
}

function answerOfError(error: unknown): PaymentAnswer {
  const outcome = outcomeOfError(error);
  if (outcome.kind === 'key_spent') return outcome;
  const payment = paymentOfIntent(outcome.intent);
  return { kind: 'refused', code: outcome.code, ...(payment ? { payment } : {}) };
}

function ignoreRefusal(error: unknown): undefined {
  outcomeOfError(error);
  return undefined;
}

function addressOf(baseUrl: string | undefined) {
  if (baseUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  const isPlain = protocol === 'http:';
  return {
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    protocol: isPlain ? ('http' as const) : ('https' as const),
  };
}
