import type { UserActor } from '#contracts/actor.ts';
import type { Person } from '#contracts/identity/person.ts';
import type { ClinicId, TenantId, UserId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { IdentityPort } from '../ports.ts';
import type { StoredVisit } from '../visit/visit.ts';

type Pair = { tenantId: TenantId; clinicId: ClinicId; patientId: UserId; doctorId: UserId };
type Known = Awaited<ReturnType<IdentityPort['people:list']>>['people'][number];

export type FindPair = ReturnType<typeof createFindPair>;
export type FindDoctor = ReturnType<typeof createFindDoctor>;
export type FindColleague = ReturnType<typeof createFindColleague>;

/** The patient and the doctor of a visit to be booked, both of that clinic. Refuses `person_unknown`. */
export function createFindPair({ identity }: { identity: IdentityPort }) {
  return async function findPair({ tenantId, clinicId, patientId, doctorId }: Pair) {
    const { people } = await identity['people:list']({ tenantId, userIds: [patientId, doctorId] });
    const of = (userId: UserId, role: 'patient' | 'doctor') =>
      people.find((one) => one.userId === userId && one.role === role && one.clinicIds.includes(clinicId));
    const [patient, doctor] = [of(patientId, 'patient'), of(doctorId, 'doctor')];
    if (!patient || !doctor) throw new Refusal('person_unknown', 'This clinic does not know that person.');
    return { patient: personOf(patient), doctor: personOf(doctor) };
  };
}

/** A doctor of that clinic. Refuses `person_unknown`. */
export function createFindDoctor({ identity }: { identity: IdentityPort }) {
  return async function findDoctor({
    tenantId,
    clinicId,
    doctorId,
  }: Omit<Pair, 'patientId'>): Promise<Person> {
    const { people } = await identity['people:list']({ tenantId, userIds: [doctorId] });
    const doctor = people.find(({ role, clinicIds }) => role === 'doctor' && clinicIds.includes(clinicId));
    if (!doctor) throw new Refusal('person_unknown', 'This clinic has no such doctor.');
    return personOf(doctor);
  };
}

const askMs = 500;

/** The acting member of staff with their name. It does not wait long for it: joining a visit comes first. */
export function createFindColleague({ identity }: { identity: IdentityPort }) {
  return async function findColleague(
    { tenantId, userId, role }: UserActor,
    visit: StoredVisit,
  ): Promise<Person> {
    if (userId === visit.doctorId) return visit.doctor;
    const nameless = { userId, role, name: 'Care team' };
    try {
      const asked = identity['people:list']({ tenantId, userIds: [userId] });
      const { people } = await withDeadline(asked, askMs, "asking for a colleague's name");
      return people[0] ? personOf(people[0]) : nameless;
    } catch (error) {
      if (error instanceof Refusal) return nameless;
      throw error;
    }
  };
}

const personOf = ({ userId, name, role, specialty }: Known): Person => ({
  userId,
  name,
  role,
  ...(specialty === undefined ? {} : { specialty }),
});
