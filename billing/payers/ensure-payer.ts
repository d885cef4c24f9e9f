import type { CallInput } from '#contracts/define.ts';
import type { BillingRpc } from '#contracts/rpc/billing.ts';
import type { BillingTasks } from '../tasks.ts';
import type { PayerStore } from './payer-store.ts';

/** Remembers the patient's card. The provider hears of it a little later; nobody waits for that. */
export function createEnsurePayer({ payers, tasks }: { payers: PayerStore; tasks: BillingTasks }) {
  return async function ensurePayer(input: CallInput<BillingRpc, 'payer:ensure'>) {
    const payer = await payers.put(input);
    // A card that is known already has been tried; giving it again tries nothing anew.
    if (payer.card.status === 'preparing') await tasks.preparePayer(payer._id);
    return {};
  };
}
