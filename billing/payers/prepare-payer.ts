import type { CustomerAnswer, PaymentGateway } from '../payments/payment-gateway.ts';
import type { ChargeStore } from '../charges/charge-store.ts';
import { decideAgain } from '../charges/decide-charge.ts';
import type { BillingTasks } from '../tasks.ts';
import type { Payer } from './payer.ts';
import type { PayerStore } from './payer-store.ts';

type Deps = { payers: PayerStore; charges: ChargeStore; gateway: PaymentGateway; tasks: BillingTasks };

const mostRounds = 6;

/** Makes the patient a customer of the provider and the card theirs; then every charge that waited for it goes on. */
export function createPreparePayer({ payers, charges, gateway, tasks }: Deps) {
  return async function preparePayer(payerId: string): Promise<void> {
    for (let round = 0; round < mostRounds; round += 1) {
      const payer = await payers.findById(payerId);
      if (!payer) return;
      if (payer.card.status !== 'preparing') return resume(payer);
      await (payer.customerId === undefined ? becomeCustomer(payer) : attachCard(payer, payer.customerId));
    }
    throw new Error('The payer does not come to rest.');
  };

  async function becomeCustomer(payer: Payer): Promise<void> {
    const key = `${payer._id}:customer:${payer.tries}`;
    const answer = await gateway.createCustomer({ reference: payer._id, key });
    await payers.change(payer, (row) =>
      answer.kind === 'done' ? { ...row, customerId: row.customerId ?? answer.id } : failed(row, answer),
    );
  }

  async function attachCard(payer: Payer, customerId: string): Promise<void> {
    const { paymentMethodId, tries } = payer;
    const key = `${payer._id}:card:${tries}`;
    const answer = await gateway.attachCard({ customerId, paymentMethodId, key });
    await payers.change(payer, (row) => {
      if (row.card.status !== 'preparing') return row;
      if (answer.kind !== 'done') return failed(row, answer);
      return { ...row, card: { status: 'ready', paymentMethodId: answer.id } };
    });
  }

  async function resume({ tenantId, patientId }: Payer): Promise<void> {
    for (const { _id } of await charges.openOfPatient(tenantId, patientId)) {
      await charges.change(_id, decideAgain);
      await tasks.advanceCharge(_id);
    }
  }
}

function failed(payer: Payer, answer: Exclude<CustomerAnswer, { kind: 'done' }>): Payer {
  // A second customer of one patient does no harm, so a spent key is simply followed by the next.
  if (answer.kind === 'key_spent') return { ...payer, tries: payer.tries + 1 };
  return { ...payer, card: { status: 'refused', code: answer.code } };
}
