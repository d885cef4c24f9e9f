import { ChargeId, ClinicId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Money } from '#contracts/money.ts';
import { newUuid } from '#platform/clock.ts';
import type { PaymentSnapshot } from '../payments/payment-gateway.ts';
import type { Attempt, Charge, Due } from './charge.ts';

export const euros = (minorUnits: number): Money => ({ minorUnits, currency: 'EUR' });

/** Nine minutes, for the flat part alone. */
export const due: Due = {
  amount: euros(2500),
  billableSeconds: 540,
  intervals: [{ fromAt: 1_000, toAt: 541_000 }],
  endedAt: 600_000,
};

export function someCharge(changes: Partial<Charge> = {}): Charge {
  return {
    _id: ChargeId.parse(newUuid()),
    version: 1,
    kind: 'charge',
    tenantId: TenantId.parse(newUuid()),
    visitId: VisitId.parse(newUuid()),
    clinicId: ClinicId.parse(newUuid()),
    patientId: UserId.parse(newUuid()),
    createdAt: 1,
    price: {
      visitType: 'consultation',
      flat: euros(2500),
      perStartedMinute: euros(150),
      includedMinutes: 10,
    },
    holdAmount: euros(5500),
    attempts: [],
    state: { status: 'planned', isHoldDue: false },
    ...changes,
  };
}

export const someAttempt = (outcome: Attempt['outcome'], number = 1): Attempt => ({
  number,
  askedAt: 1,
  amount: euros(5500),
  customerId: 'cus_1',
  paymentMethodId: 'pm_1',
  spentKeys: 0,
  outcome,
});

/** How the payment of an attempt stood; what was taken is 25.00. */
export function paymentOf(
  charge: Charge,
  status: PaymentSnapshot['status'],
  which: { attempt?: number; intentId?: string } = {},
): PaymentSnapshot {
  const { attempt = 1, intentId = `pi_${attempt}` } = which;
  const received = status === 'captured' ? 2500 : 0;
  const amounts = { amount: euros(5500), received: euros(received) };
  const refused = status === 'refused' ? { refusedCode: 'card_declined' } : {};
  return { intentId, chargeId: charge._id, attempt, status, ...amounts, ...refused };
}
