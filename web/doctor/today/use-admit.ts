import type { Visit } from '#contracts/visits/visit.ts';
import { useOpenVisit, useVisitActions } from '../../care/call/use-visit-actions.ts';

/** Lets a patient in. The call opens at the tap, beside the request, because everything is connected before. */
export function useAdmit(): (visit: Visit) => void {
  const openVisit = useOpenVisit('/doctor');
  const { admit } = useVisitActions();
  return (visit) => {
    admit(visit.id);
    openVisit(visit);
  };
}
