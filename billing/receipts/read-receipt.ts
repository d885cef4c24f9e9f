import type { UserActor } from '#contracts/actor.ts';
import type { Receipt } from '#contracts/billing/receipt.ts';
import type { RouteInput } from '#contracts/define.ts';
import type { BillingHttp } from '#contracts/http/billing.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import { demand } from '#platform/access/demand.ts';
import type { ChargeStore } from '../charges/charge-store.ts';
import { billingPolicy, type ReceiptFacts } from '../policy.ts';
import type { Visits } from '../ports.ts';
import { receiptOf } from './receipt-of-charge.ts';

type Deps = { charges: ChargeStore; visits: Visits; recordAccess: RecordAccess };

/** What a visit costs and why. Refuses `not_permitted`, `not_found`, and `not_billed` where nothing is charged. */
export function createReadReceipt({ charges, visits, recordAccess }: Deps) {
  return async function readReceipt(
    actor: UserActor,
    { params }: RouteInput<BillingHttp['readReceipt']>,
  ): Promise<Receipt> {
    const { tenantId } = actor;
    const there = await charges.findByVisit(params.visitId);
    const row = there?.tenantId === tenantId ? there : undefined;
    // Without a charge the visit itself says whose it is, so that a stranger learns nothing from the answer.
    const facts = row ?? {
      ...(await visits['visit:facts']({ tenantId, visitId: params.visitId })),
      tenantId,
    };
    await admit(actor, facts);
    if (row?.kind !== 'charge') throw new Refusal('not_billed', 'Nothing is charged for this visit.');
    return receiptOf(row);
  };

  async function admit(actor: UserActor, facts: ReceiptFacts & Pick<Receipt, 'patientId'>): Promise<void> {
    const isAllowed = billingPolicy['receipt:read'](actor, facts);
    await recordAccess(actor, {
      action: 'receipt:read',
      subjectKind: 'charge',
      subjectId: facts.visitId,
      patientId: facts.patientId,
      outcome: isAllowed ? 'allowed' : 'refused',
    });
    demand(billingPolicy, actor, 'receipt:read', facts);
  }
}
