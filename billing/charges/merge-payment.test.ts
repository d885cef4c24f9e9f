import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transactionsOf } from '../ledger/transactions-of-charge.ts';
import type { PaymentSnapshot } from '../payments/payment-gateway.ts';
import { paymentOf, someAttempt, someCharge } from './charge.kit.ts';
import { mergePayment, mergeRefusal } from './merge-payment.ts';

const asked = () => someCharge({ attempts: [someAttempt({ status: 'asked' })] });
const outcomeOf = (charge: ReturnType<typeof asked>) => charge.attempts[0]?.outcome;

/** What can happen to one payment, from its making to its end. */
const histories = [
  ['waiting'],
  ['waiting', 'refused'],
  ['waiting', 'refused', 'released'],
  ['waiting', 'held'],
  ['waiting', 'refused', 'held', 'captured'],
  ['held', 'captured'],
  ['waiting', 'held', 'released'],
  ['refused', 'held', 'released'],
] as const;

describe('what is heard of a payment', () => {
  it('gives the same outcome and ledger in every order and however often it comes', () => {
    const heard = fc
      .constantFrom(...histories)
      .chain((history) =>
        fc.tuple(
          fc.constant([...history]),
          fc.shuffledSubarray([...history, ...history, ...history], { minLength: history.length }),
        ),
      );
    fc.assert(
      fc.property(heard, ([history, shuffled]) => {
        const everything = [...shuffled, ...history.filter((status) => !shuffled.includes(status))];
        const tell = (charge: ReturnType<typeof asked>, statuses: readonly PaymentSnapshot['status'][]) =>
          statuses.reduce((known, status) => mergePayment(known, paymentOf(charge, status)), charge);
        const charge = asked();
        const [inOrder, mixed] = [tell(charge, history), tell(charge, everything)];
        expect(outcomeOf(mixed)).toEqual(outcomeOf(inOrder));
        expect(transactionsOf(mixed)).toEqual(transactionsOf(inOrder));
      }),
    );
  });

  it('remembers that money was held, also when it hears of that last', () => {
    const charge = asked();
    const released = mergePayment(charge, paymentOf(charge, 'released'));
    expect(outcomeOf(released)).toMatchObject({ wasHeld: false });
    const both = mergePayment(released, paymentOf(charge, 'held'));
    expect(outcomeOf(both)).toMatchObject({ status: 'released', wasHeld: true });
  });

  it('leaves the charge as it is for another attempt, or another payment of the same', () => {
    const charge = someCharge({ attempts: [someAttempt({ status: 'held', intentId: 'pi_1' })] });
    const captured = paymentOf(charge, 'captured', { attempt: 2 });
    expect(mergePayment(charge, captured)).toEqual(charge);
    const other = paymentOf(charge, 'captured', { intentId: 'pi_other' });
    expect(mergePayment(charge, other)).toEqual(charge);
  });

  it('does not let a plain refusal take back what is known', () => {
    const charge = someCharge({ attempts: [someAttempt({ status: 'held', intentId: 'pi_1' })] });
    expect(mergeRefusal(charge, 1, 'card_declined')).toEqual(charge);
    expect(outcomeOf(mergeRefusal(asked(), 1, 'no_such_card'))).toEqual({
      status: 'refused',
      code: 'no_such_card',
    });
  });
});
