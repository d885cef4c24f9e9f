import { expect, it } from 'vitest';
import { VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { demoDay } from './demo-clinic.ts';
import { seedDemo } from './seed-demo.ts';

type Deps = Parameters<typeof seedDemo>[0];
type Booking = Parameters<Deps['visits']['visit:ensure']>[0];
type Visit = Booking & { visitId: VisitId; isOpen: boolean; isPatientAdmitted: boolean };

const minuteMs = 60_000;
const begin = Date.UTC(2026, 10, 21, 9, 0);

/** A clinic of nothing but visits, each as it was booked. */
function emptyClinic() {
  let time = begin;
  const booked = new Map<string, Visit>();
  const visits = {
    'visit:ensure': async (booking: Booking) => {
      const known = booked.get(booking.clientKey);
      const visit = known ?? {
        ...booking,
        visitId: VisitId.parse(newUuid()),
        isOpen: true,
        isPatientAdmitted: false,
      };
      booked.set(booking.clientKey, visit);
      return { visitId: visit.visitId, startsAt: visit.startsAt };
    },
    'visit:facts': async ({ visitId }: { visitId: VisitId }) =>
      [...booked.values()].find((visit) => visit.visitId === visitId),
  };
  const nothing = new Proxy({}, { get: () => async () => ({ id: newUuid() }) });
  const deps = { identity: nothing, billing: nothing, askChat: async () => ({ id: newUuid() }), visits };
  return {
    booked: () => [...booked.values()],
    startAt: (minutes: number) => {
      time = begin + minutes * minuteMs;
      return seedDemo({ ...deps, now: () => time } as unknown as Deps);
    },
  };
}

it('has one visit for each place in the day, and keeps those to which one can still come', async () => {
  const clinic = emptyClinic();
  await clinic.startAt(0);
  await clinic.startAt(12);
  expect(clinic.booked().map(({ startsAt }) => (startsAt - begin) / minuteMs)).toEqual(
    demoDay.map(({ at }) => at),
  );
});

it('has another one about now for each that is over, or that is about to be missed', async () => {
  const clinic = emptyClinic();
  await clinic.startAt(0);
  const [first, second, third] = clinic.booked() as [Visit, Visit, Visit];
  second.isOpen = false;
  third.isPatientAdmitted = true;
  await clinic.startAt(25);
  const later = clinic.booked().slice(demoDay.length);
  expect(later.map(({ patientId, startsAt }) => ({ patientId, at: (startsAt - begin) / minuteMs }))).toEqual([
    { patientId: first.patientId, at: 25 },
    { patientId: second.patientId, at: 45 },
  ]);
});
