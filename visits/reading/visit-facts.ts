import type { CallInput, CallOutput } from '#contracts/define.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';
import { isAdmitted, isClosed } from '../visit/visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = { visits: VisitStore };

/** What sister services may know of a visit. Refuses `not_found`. */
export function createVisitFacts({ visits }: Deps) {
  return async function visitFacts({
    tenantId,
    visitId,
  }: CallInput<VisitsRpc, 'visit:facts'>): Promise<CallOutput<VisitsRpc, 'visit:facts'>> {
    const visit = await visits.get(tenantId, visitId);
    const { clinicId, patientId, doctorId, visitType } = visit;
    return {
      visitId,
      clinicId,
      patientId,
      patientName: visit.patient.name,
      doctorId,
      visitType,
      isOpen: !isClosed(visit),
      isPatientAdmitted: isAdmitted(visit),
    };
  };
}
