import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallPeer } from '../kit/call-peer.ts';
import { until } from '../kit/until.ts';
import { type Cast, World } from '../kit/world.ts';

describe('a visit', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.close());

  const statusOf = async ({ nurse, visit }: Cast) => (await nurse.look(visit)).status;
  /** Resolves when so many packets of sound came that were not there before; there are 50 a second. */
  async function untilHears(peer: CallPeer, packets = 5): Promise<void> {
    const before = peer.received;
    await until(() => peer.received > before + packets, { why: () => ({ before, now: peer.received }) });
  }
  const receiptOf = ({ patient, visit }: Cast) =>
    patient.api.billing.readReceipt({ params: { visitId: visit.id } });

  it('goes from the waiting room over a sending back to a note, a rating and a receipt', async () => {
    const cast = await world.visit();
    const { patient, doctor, nurse, visit } = cast;
    const { id: visitId } = visit;
    const params = { visitId };

    const waiting = await patient.live();
    const patientInCall = await world.join(patient, visit);
    expect((await waiting.request('visit:watch', { visitId })).queue).toMatchObject({
      place: 1,
      keptMinutes: 5,
    });
    const doctorInCall = await world.join(doctor, visit);
    expect(await statusOf(cast)).toBe('waiting');

    // Connected, but not a packet flows before the nurse lets the patient in.
    expect([patientInCall.received, doctorInCall.received]).toEqual([0, 0]);
    const care = await nurse.live();
    await care.request('visit:admit', { visitId });
    await Promise.all([untilHears(patientInCall, 60), untilHears(doctorInCall, 60)]);
    expect(await statusOf(cast)).toBe('running');

    const reason = 'Fetching your results';
    await care.request('visit:send-back', { visitId, reason });
    await until(() => waiting.notices('visit:changed').at(-1)?.visit.status === 'waiting');
    expect(waiting.notices('visit:changed').at(-1)?.visit).toMatchObject({
      sentBack: { reason, by: { name: nurse.name } },
    });
    const silence = patientInCall.received;
    expect((await waiting.request('visit:watch', { visitId })).queue?.place).toBe(1);
    expect(patientInCall.received - silence).toBeLessThan(10);

    const doctorsOwn = await doctor.live();
    await doctorsOwn.request('visit:admit', { visitId });
    await Promise.all([untilHears(patientInCall), untilHears(doctorInCall)]);

    const { visit: ended } = await doctorsOwn.request('visit:end', { visitId });
    await until(() => patientInCall.endedBecause === 'visit_ended');
    expect(ended).toMatchObject({ status: 'ended', endedBy: doctor.userId });

    await expect(patient.api.visits.readNote({ params })).rejects.toMatchObject({ code: 'note_not_ready' });
    const write = (status: 'draft' | 'signed', ifVersion: number) =>
      doctor.api.visits.writeNote({ params, body: { text: 'Rest and fluids.', status } }, { ifVersion });
    const { version: unwritten } = await doctor.api.visits.readNote({ params });
    const draft = await write('draft', unwritten);
    await expect(write('draft', unwritten)).rejects.toMatchObject({ code: 'version_mismatch' });
    await write('signed', draft.version);
    expect(await patient.api.visits.readNote({ params })).toMatchObject({
      text: 'Rest and fluids.',
      status: 'signed',
    });
    await patient.api.visits.rateVisit({ params, body: { rating: 4 } });
    expect(await nurse.look(visit)).toMatchObject({ hasNote: true, rating: 4 });

    await until(async () => (await receiptOf(cast)).status === 'captured', { withinMs: 10_000 });
    const receipt = await receiptOf(cast);
    const together = receipt.intervals.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0);
    expect(receipt.intervals).toHaveLength(2);
    expect(receipt.billableSeconds).toBe(Math.floor(together / 1_000));
    expect(ended).toMatchObject({ billableSeconds: receipt.billableSeconds });
    expect(receipt.amount).toEqual({ minorUnits: 2_900, currency: 'EUR' });
    expect(receipt.lines.reduce((sum, { amount }) => sum + amount.minorUnits, 0)).toBe(2_900);
  });

  it('gives each of those who wait for one doctor a place, and moves them up', async () => {
    const first = await world.visit();
    const { doctor, nurse, visit } = first;
    const second = await world.visit();
    const body = { clinicId: visit.clinicId, patientId: second.patient.userId, doctorId: doctor.userId };
    const later = await nurse.api.visits.bookVisit({
      body: {
        ...body,
        visitType: 'follow-up',
        startsAt: visit.startsAt + 900_000,
        reason: 'After the first',
      },
    });
    await world.join(first.patient, visit);
    await world.join(second.patient, later);
    const live = await second.patient.live();
    expect((await live.request('visit:watch', { visitId: later.id })).queue?.place).toBe(2);
    await (await doctor.live()).request('visit:admit', { visitId: visit.id });
    await until(() => live.notices('queue:changed').at(-1)?.place === 1);
  });

  it('takes up its place again after a lost line, and the receipt counts only the time together', async () => {
    const cast = await world.visit();
    const { patient, doctor, visit } = cast;
    const lost = await world.join(patient, visit);
    const doctorInCall = await world.join(doctor, visit);
    const live = await doctor.live();
    await live.request('visit:admit', { visitId: visit.id });
    await Promise.all([untilHears(lost), untilHears(doctorInCall)]);
    await lost.leave();
    const back = await world.join(patient, visit);
    await Promise.all([untilHears(back), untilHears(doctorInCall)]);
    await live.request('visit:end', { visitId: visit.id });
    await until(async () => (await receiptOf(cast)).intervals.length === 2, { withinMs: 10_000 });
    const { intervals, billableSeconds } = await receiptOf(cast);
    const together = intervals.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0);
    expect(billableSeconds).toBe(Math.floor(together / 1_000));
  });

  it('that nobody came to together costs nothing', async () => {
    const cast = await world.visit();
    const { patient, doctor, visit } = cast;
    await world.join(patient, visit);
    const live = await doctor.live();
    await live.request('visit:admit', { visitId: visit.id });
    const { visit: ended } = await live.request('visit:end', { visitId: visit.id });
    expect(ended).toMatchObject({ status: 'ended', billableSeconds: 0 });
    await until(async () => (await receiptOf(cast)).status === 'released', {
      withinMs: 10_000,
      why: 'the hold to be released',
    });
  });

  it('ends once, whoever ends it and however often', async () => {
    const { patient, doctor, nurse, visit } = await world.visit();
    await world.join(patient, visit);
    const [one, other] = [await doctor.live(), await nurse.live()];
    await one.request('visit:admit', { visitId: visit.id });
    const endings = await Promise.all(
      [one, other, one, other].map((live) => live.request('visit:end', { visitId: visit.id })),
    );
    const moments = endings.map(({ visit: ended }) => ended.status === 'ended' && ended.endedAt);
    expect(new Set(moments).size).toBe(1);
    await expect(one.request('visit:admit', { visitId: visit.id })).rejects.toMatchObject({
      code: 'visit_closed',
    });
    await expect(patient.api.visits.issueTicket({ params: { visitId: visit.id } })).rejects.toMatchObject({
      code: 'visit_closed',
    });
  });
});
