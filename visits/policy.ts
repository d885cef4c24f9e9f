import type { Actor, UserActor } from '#contracts/actor.ts';
import type { ClinicId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Policy } from '#platform/access/demand.ts';

/** Whom a visit belongs to. */
export type VisitFacts = {
  tenantId: TenantId;
  visitId: VisitId;
  clinicId: ClinicId;
  patientId: UserId;
  doctorId: UserId;
};

export type VisitAction =
  | 'visit:read'
  | 'visit:watch'
  | 'visit:book'
  | 'visit:cancel'
  | 'visit:join'
  | 'visit:check-devices'
  | 'visit:admit'
  | 'visit:send-back'
  | 'visit:hand-over'
  | 'visit:end'
  | 'visit:rate'
  | 'note:read'
  | 'note:write';

type Rule = (actor: UserActor, facts: VisitFacts) => boolean;

// A guest has the patient's id, and of all the patient's visits only the one of the invitation.
const isPatient: Rule = (actor, facts) => actor.role === 'patient' && actor.userId === facts.patientId;
const isGuest: Rule = (actor, facts) =>
  actor.role === 'guest' && actor.userId === facts.patientId && actor.visitId === facts.visitId;
const isPatientSide: Rule = (actor, facts) => isPatient(actor, facts) || isGuest(actor, facts);
const isOfClinic: Rule = (actor, facts) => actor.clinicIds.includes(facts.clinicId);
const isCare: Rule = (actor, facts) =>
  (actor.role === 'doctor' || actor.role === 'nurse') && isOfClinic(actor, facts);
const isStaff: Rule = (actor, facts) =>
  isCare(actor, facts) || (actor.role === 'admin' && isOfClinic(actor, facts));

const either =
  (...rules: Rule[]) =>
  (actor: Actor, facts: VisitFacts): boolean =>
    actor.kind === 'user' && actor.tenantId === facts.tenantId && rules.some((rule) => rule(actor, facts));

export const visitPolicy: Policy<VisitAction, VisitFacts> = {
  'visit:read': either(isPatientSide, isStaff),
  'visit:watch': either(isPatientSide, isCare),
  'visit:book': either(isPatient, isStaff),
  'visit:cancel': either(isPatient, isStaff),
  'visit:join': either(isPatientSide, isCare),
  'visit:check-devices': either(isPatientSide),
  'visit:admit': either(isCare),
  'visit:send-back': either(isCare),
  'visit:hand-over': either(isCare),
  'visit:end': either(isCare),
  'visit:rate': either(isPatientSide),
  'note:read': either(isPatientSide, isCare),
  'note:write': either((actor, facts) => isCare(actor, facts) && actor.userId === facts.doctorId),
};

/** Whether somebody may see all visits of a clinic. */
export const maySeeClinic = (actor: UserActor, clinicId: ClinicId): boolean =>
  ['doctor', 'nurse', 'admin'].includes(actor.role) && actor.clinicIds.includes(clinicId);
