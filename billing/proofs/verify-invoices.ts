import type { ChargeId, VisitId } from '#contracts/ids.ts';
import type { Money } from '#contracts/money.ts';
import type { Interval } from '#contracts/visits/visit.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import type { Store } from '#platform/store/store.ts';
import { openChargeStore } from '../charges/charge-store.ts';
import { openLedgerStore } from '../ledger/ledger-store.ts';
import { verifyCharge } from './verify-charge.ts';

type Deps = {
  store: Pick<Store, 'collection'>;
  /** The time that counts, from the attendance log alone. */
  provenTime: (visitId: VisitId) => Promise<readonly Interval[]>;
  /** That visit's invoice alone. */
  visitId?: VisitId;
};
type Report = { visitId: VisitId; chargeId: ChargeId; seconds: number; amount: Money; problems: string[] };

/** For a program that proves bills: every invoice that was paid, worked out again from the attendance log. */
export async function* verifyInvoices({ store, provenTime, visitId }: Deps): AsyncGenerator<Report> {
  const charges = await openChargeStore({ store, now: systemNow, newId: newUuid });
  const ledger = await openLedgerStore({ store, now: systemNow });
  let cursor: string | undefined;
  do {
    const page = await charges.page(cursor);
    for (const charge of page.charges) {
      if (charge.state.status !== 'captured' || (visitId ?? charge.visitId) !== charge.visitId) continue;
      const { billableSeconds: seconds, amount } = charge.state.due;
      const problems = verifyCharge({
        intervals: await provenTime(charge.visitId),
        price: charge.price,
        billed: { billableSeconds: seconds, amountMinorUnits: amount.minorUnits },
        transactions: await ledger.ofCharge(charge._id),
      });
      yield { visitId: charge.visitId, chargeId: charge._id, seconds, amount, problems };
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
