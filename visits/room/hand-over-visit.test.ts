import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClinicId, type VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { newUuid } from '#platform/clock.ts';
import { until } from '../../test/kit/until.ts';
import { context, minuteMs, refusalOf, startVisits, type VisitsWorld } from '../visits.kit.ts';

describe('handing a waiting patient over', () => {
  let world: VisitsWorld;
  beforeEach(async () => {
    world = await startVisits();
  });
  afterEach(() => world.stop());

  const handOver = (visitId: VisitId, to: 'doctor' | 'otherDoctor' | 'nurse') =>
    world.sockets['visit:hand-over'](world.caller('nurse'), { visitId, doctorId: world.people[to] });
  const seen = (visitId: VisitId) =>
    world.notices
      .filter(({ notice }) => notice === 'visit:changed')
      .map(({ data, rooms }) => ({ rooms, ...(data as { visit: Visit }) }))
      .filter(({ visit }) => visit.id === visitId);
  const placeOf = (visitId: VisitId) =>
    world.notices
      .filter(({ notice, rooms }) => notice === 'queue:changed' && rooms[0]?.id === visitId)
      .map(({ data }) => (data as { place: number }).place)
      .at(-1);

  it('makes it the other doctor’s in the same moment, for everybody who looks', async () => {
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    const waitingSince = world.clock.now;
    world.clock.now += 4 * minuteMs;
    const { visit } = await handOver(visitId, 'otherDoctor');
    expect(visit).toMatchObject({
      status: 'waiting',
      waitingSince,
      doctor: { userId: world.people.otherDoctor, name: 'The otherDoctor' },
      handedOver: { from: { name: 'The doctor' }, by: { name: 'The nurse' }, at: world.clock.now },
    });
    const told = seen(visitId).at(-1);
    expect(told?.visit).toEqual(visit);
    expect(told?.rooms.map(({ id }) => id)).toEqual([
      visitId,
      world.clinicId,
      world.people.otherDoctor,
      world.people.doctor,
      world.people.patient,
    ]);
    await until(() => world.published.some(({ type }) => type === 'visit.handed_over'));
    expect(world.published.find(({ type }) => type === 'visit.handed_over')?.data).toMatchObject({
      doctorId: world.people.otherDoctor,
      fromDoctorId: world.people.doctor,
      handedOverBy: world.people.nurse,
    });
  });

  it('moves the places in both queues, and keeps how long one has waited', async () => {
    const first = await world.book();
    await world.ticket('patient', first);
    world.clock.now += minuteMs;
    const second = await world.book({ patientId: world.people.otherPatient });
    await world.ticket('otherPatient', second);
    await until(() => placeOf(second) === 2);
    await handOver(first, 'otherDoctor');
    await until(() => placeOf(second) === 1 && placeOf(first) === 1);
    await handOver(second, 'otherDoctor');
    await until(() => placeOf(second) === 2 && placeOf(first) === 1);
  });

  it('can be undone, as if nothing had been', async () => {
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    const { visit: before } = await world.read(visitId);
    await handOver(visitId, 'otherDoctor');
    const { visit } = await handOver(visitId, 'doctor');
    expect({ ...visit, version: 0 }).toEqual({ ...before, version: 0 });
  });

  it('changes and tells nothing when the doctor is the same', async () => {
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    const { visit } = await world.read(visitId);
    const told = seen(visitId).length;
    expect((await handOver(visitId, 'doctor')).visit).toEqual(visit);
    expect(seen(visitId)).toHaveLength(told);
  });

  it('is refused for who is in the call, and once the visit is over or has not begun', async () => {
    const visitId = await world.book();
    expect(await refusalOf(handOver(visitId, 'otherDoctor'))).toBe('visit_not_waiting');
    await world.ticket('patient', visitId);
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    expect(await refusalOf(handOver(visitId, 'otherDoctor'))).toBe('visit_not_waiting');
    await world.sockets['visit:end'](world.caller('doctor'), { visitId });
    expect(await refusalOf(handOver(visitId, 'otherDoctor'))).toBe('visit_closed');
  });

  it('is refused to anybody but a doctor of the clinic', async () => {
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    expect(await refusalOf(handOver(visitId, 'nurse'))).toBe('person_unknown');
    const known = world.deps.identity['people:list'];
    world.deps.identity['people:list'] = async (asked) => ({
      people: (await known(asked)).people.map((one) => ({
        ...one,
        clinicIds: [ClinicId.parse(newUuid())],
      })),
    });
    expect(await refusalOf(handOver(visitId, 'otherDoctor'))).toBe('person_unknown');
  });

  it('gives the booked time back to the one and takes it of the other', async () => {
    const startsAt = world.clock.now + 5 * minuteMs;
    const bookWith = async (doctor: 'doctor' | 'otherDoctor') => {
      const body = {
        clinicId: world.clinicId,
        patientId: world.people.patient,
        doctorId: world.people[doctor],
        visitType: 'consultation',
        startsAt,
        reason: '',
      };
      return world.routes.bookVisit(
        world.actor('nurse'),
        { params: undefined, query: undefined, body },
        context(),
      );
    };
    const { id } = await bookWith('doctor');
    expect(await refusalOf(bookWith('doctor'))).toBe('doctor_not_free');
    await world.ticket('patient', id);
    await handOver(id, 'otherDoctor');
    expect(await refusalOf(bookWith('otherDoctor'))).toBe('doctor_not_free');
    expect(await refusalOf(bookWith('doctor'))).toBe('none');
  });
});
