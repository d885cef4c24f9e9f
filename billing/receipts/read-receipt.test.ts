import { describe, expect, it } from 'vitest';
import { SessionId, TenantId, UserId, VisitId, ClinicId } from '#contracts/ids.ts';
import type { Role, UserActor } from '#contracts/actor.ts';
import { Receipt } from '#contracts/billing/receipt.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid } from '#platform/clock.ts';
import type { AccessFact } from '#platform/access/access-recorder.ts';
import type { Charge, FreeVisit } from '../charges/charge.ts';
import { due, euros, someAttempt, someCharge } from '../charges/charge.kit.ts';
import { createReadReceipt } from './read-receipt.ts';
import { receiptOf } from './receipt-of-charge.ts';

const charge = someCharge({
  state: { status: 'captured', due, captured: due.amount, capturedAt: 5 },
  attempts: [someAttempt({ status: 'captured', intentId: 'pi_1', captured: due.amount })],
});
const { visitId, clinicId, patientId, tenantId } = charge;

function actor(role: Role, changes: Partial<UserActor> = {}): UserActor {
  const own = { kind: 'user', tenantId, userId: UserId.parse(newUuid()), role } as const;
  return { ...own, sessionId: SessionId.parse(newUuid()), clinicIds: [], ...changes };
}

function reader(row: Charge | FreeVisit | undefined) {
  const facts: AccessFact[] = [];
  const readReceipt = createReadReceipt({
    charges: { findByVisit: async () => row } as never,
    visits: {
      'visit:facts': async (input) => {
        if (input.visitId !== visitId) throw new Refusal('not_found', 'There is no such visit.');
        return { visitId, clinicId, patientId } as never;
      },
    },
    recordAccess: async (_actor, fact) => void facts.push(fact),
  });
  const read = (by: UserActor, id = visitId) =>
    readReceipt(by, { params: { visitId: id }, query: undefined, body: undefined });
  return { read, facts };
}

const allowed = [
  actor('patient', { userId: patientId }),
  actor('guest', { userId: patientId, visitId }),
  actor('doctor', { clinicIds: [clinicId] }),
  actor('admin'),
];
const refused = [
  actor('patient'),
  actor('guest', { userId: patientId, visitId: VisitId.parse(newUuid()) }),
  actor('guest', { visitId }),
  actor('doctor', { clinicIds: [ClinicId.parse(newUuid())] }),
  actor('nurse', { clinicIds: [clinicId] }),
];

describe('reading a receipt', () => {
  it('is for the patient, the guest of the visit, the doctors of the clinic and admins, and is recorded', async () => {
    for (const by of allowed) {
      const { read, facts } = reader(charge);
      expect(Receipt.parse(await read(by)).amount).toEqual(due.amount);
      expect(facts).toMatchObject([{ action: 'receipt:read', patientId, outcome: 'allowed' }]);
    }
  });

  it('is refused to everybody else, which is recorded too', async () => {
    for (const by of refused) {
      const { read, facts } = reader(charge);
      await expect(read(by)).rejects.toMatchObject({ code: 'not_permitted' });
      expect(facts).toMatchObject([{ outcome: 'refused' }]);
    }
  });

  it('does not reach into another tenant', async () => {
    const stranger = actor('admin', { tenantId: TenantId.parse(newUuid()) });
    const { read } = reader(charge);
    // For that tenant there is no such charge; the visit itself would be asked, and belongs to nobody there.
    await expect(read(stranger, VisitId.parse(newUuid()))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('says plainly that a visit is free, but only to those who may know of it', async () => {
    for (const row of [undefined, { ...charge, kind: 'free' as const, because: 'no_price' as const }]) {
      const { read } = reader(row);
      await expect(read(allowed[0]!)).rejects.toMatchObject({ code: 'not_billed' });
      await expect(read(refused[0]!)).rejects.toMatchObject({ code: 'not_permitted' });
    }
  });

  it('shows lines that sum to the amount, seconds that the intervals prove, and what is held meanwhile', () => {
    const receipt = Receipt.parse(receiptOf(charge));
    expect(receipt.lines.reduce((sum, line) => sum + line.amount.minorUnits, 0)).toBe(
      receipt.amount?.minorUnits,
    );
    expect(receipt).toMatchObject({ status: 'captured', capturedAt: 5, billableSeconds: 540 });
    const held = someCharge({
      state: { status: 'capturing', due, attemptsBefore: 1 },
      attempts: [someAttempt({ status: 'held', intentId: 'pi_1' })],
    });
    expect(Receipt.parse(receiptOf(held))).toMatchObject({
      status: 'held',
      held: euros(5500),
      amount: euros(2500),
    });
    const waiting = someCharge({ state: { status: 'planned', isHoldDue: true } });
    expect(Receipt.parse(receiptOf(waiting))).toMatchObject({
      status: 'planned',
      lines: [],
      billableSeconds: 0,
    });
  });
});
