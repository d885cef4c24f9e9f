import { Visit } from '#contracts/visits/visit.ts';

const id = (number: number) => `01890a5d-ac96-774b-bcce-${String(number).padStart(12, '0')}`;

export const clinicId = id(900);
export const doctorId = id(801);
export const otherDoctorId = id(802);

type Standing = Record<string, unknown> & { status: string };
type Given = { number: number; version?: number; startsAt?: number; doctor?: string; name?: string };

/** A visit for tests, parsed by the contract so that no test holds one that cannot be. */
export function aVisit(given: Given, standing: Standing = { status: 'booked' }): Visit {
  const { number, version = 1, startsAt = 0, doctor = doctorId, name = `Patient ${number}` } = given;
  return Visit.parse({
    id: id(number),
    version,
    clinicId,
    patient: { userId: id(number + 400), name, role: 'patient' },
    doctor: { userId: doctor, name: `Dr. ${doctor.slice(-3)}`, role: 'doctor' },
    visitType: 'consultation',
    visitTypeName: 'Consultation',
    reason: 'Cough',
    startsAt,
    durationMinutes: 15,
    opensAt: 0,
    ...standing,
  });
}

export const waiting = (given: Given, waitingSince: number) =>
  aVisit(given, { status: 'waiting', waitingSince });

export const running = (given: Given) =>
  aVisit(given, { status: 'running', admittedAt: 1, admittedBy: doctorId, startedAt: 1 });

export const ended = (given: Given, endedAt: number) =>
  aVisit(given, { status: 'ended', endedAt, endedBy: doctorId, billableSeconds: 0, hasNote: false });
