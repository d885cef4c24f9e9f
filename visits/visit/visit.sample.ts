import { ClinicId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import type { StoredVisit } from './visit.ts';

const patientId = UserId.parse(newUuid());
const doctorId = UserId.parse(newUuid());
const tenantId = TenantId.parse(newUuid());
const clinicId = ClinicId.parse(newUuid());

/** A booked visit for tests of the rules, changed as told. */
export const storedVisit = (more: Partial<StoredVisit> = {}): StoredVisit => ({
  _id: VisitId.parse(newUuid()),
  version: 1,
  tenantId,
  clinicId,
  patientId,
  doctorId,
  patient: { userId: patientId, name: 'Mara Lind', role: 'patient' },
  doctor: { userId: doctorId, name: 'Ada Novak', role: 'doctor' },
  visitType: 'consultation',
  visitTypeName: 'Consultation',
  startsAt: 1_000_000,
  durationMinutes: 15,
  opensAt: 100_000,
  bookingKey: newUuid(),
  status: 'booked',
  standing: { status: 'booked' },
  admissions: [],
  connections: [],
  ...more,
});
