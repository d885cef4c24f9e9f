import { z } from 'zod';
import { Price } from '../billing/receipt.ts';
import { defineRpc } from '../define.ts';
import { TenantId, UserId } from '../ids.ts';
import { Money } from '../money.ts';
import { VisitTypeId } from '../visits/visit.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What sister services ask of billing. */
export const BillingRpc = defineRpc({
  service: 'billing',
  calls: {
    'price:estimate': {
      summary: 'What a visit of this type and length costs at most; absent when the type is free.',
      input: z.strictObject({
        tenantId: TenantId,
        visitType: VisitTypeId,
        durationMinutes: z.int().positive(),
      }),
      output: z.strictObject({ amount: Money.optional() }),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 500,
      sample: { tenantId: id, visitType: 'consultation', durationMinutes: 15 },
    },
    'price:ensure': {
      summary: 'Sets the price of a visit type. For set-up and the demo.',
      input: z.strictObject({ tenantId: TenantId, price: Price }),
      output: z.strictObject({}),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: {
        tenantId: id,
        price: {
          visitType: 'consultation',
          flat: { minorUnits: 2500, currency: 'EUR' },
          perStartedMinute: { minorUnits: 150, currency: 'EUR' },
          includedMinutes: 10,
        },
      },
    },
    'payer:ensure': {
      summary: "Remembers the payment provider's reference to a patient's card. For set-up and the demo.",
      input: z.strictObject({ tenantId: TenantId, patientId: UserId, paymentMethodId: z.string().max(80) }),
      output: z.strictObject({}),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 5_000,
      sample: { tenantId: id, patientId: id, paymentMethodId: 'pm_card_visa' },
    },
  },
});
export type BillingRpc = typeof BillingRpc;
