import { Refusal } from '#contracts/refusal.ts';
import type { PostCharge } from '../ledger/post-charge.ts';
import { meansOf } from '../payers/payer.ts';
import type { PayerStore } from '../payers/payer-store.ts';
import type { ChargeStore } from './charge-store.ts';
import { nextStep } from './next-step.ts';
import type { TakeStep } from './take-step.ts';

type Deps = { charges: ChargeStore; payers: PayerStore; postCharge: PostCharge; takeStep: TakeStep };

const mostRounds = 12;

/**
 * Brings a charge as far as it can go now: reads, posts what is known to the ledger, takes the next step, and again. It may
 * stop dead between any two lines, and be done by several processes at once; the next run goes on from what is written.
 */
export function createAdvanceCharge({ charges, payers, postCharge, takeStep }: Deps) {
  return async function advanceCharge(chargeId: string): Promise<void> {
    for (let round = 0; round < mostRounds; round += 1) {
      const charge = await charges.findById(chargeId);
      if (!charge) return;
      await postCharge(charge);
      const means = meansOf(await payers.find(charge.tenantId, charge.patientId));
      const step = nextStep(charge, means);
      if (step.kind === 'rest') return;
      await takeStep(charge, step);
    }
    throw new Refusal('unavailable', 'The payment is not settled yet.');
  };
}
