import Stripe from 'stripe';
import { Refusal } from '#contracts/refusal.ts';

const { StripeError, StripeCardError } = Stripe.errors;

/** Statuses after which the same request with the same key may well succeed: nothing is known to be wrong with it. */
const passing = new Set([401, 403, 409, 429]);

/**
 * What an error of the SDK means. `refused`: a no for good, with Stripe's code. `key_spent`: the answer of a broken request is
 * repeated for its key. Throws the Refusal `unavailable` when the same call has to be made again, and whatever is a bug.
 */
export function outcomeOfError(
  error: unknown,
): { kind: 'refused'; code: string; intent: unknown } | { kind: 'key_spent' } {
  if (!(error instanceof StripeError)) throw error;
  const status = error.statusCode ?? 0;
  const isOurFault = status >= 400 && status < 500 && !passing.has(status);
  if (error instanceof StripeCardError || isOurFault)
    return { kind: 'refused', code: error.code ?? error.rawType ?? 'refused', intent: error.payment_intent };
  if (error.headers?.['idempotent-replayed'] === 'true') return { kind: 'key_spent' };
  throw new Refusal('unavailable', `Stripe gave no usable answer (${error.type}, ${status}).`, {
    cause: error,
  });
}
