import { useNavigate } from 'react-router';
import type { Visit } from '#contracts/visits/visit.ts';
import { useVisitActions } from '../../care/call/use-visit-actions.ts';

/** Lets a patient in. The call opens at the tap, beside the request, because everything is connected before. */
export function useAdmit(): (visit: Pick<Visit, 'id'>) => void {
  const navigate = useNavigate();
  const { admit } = useVisitActions();
  return (visit) => {
    admit(visit.id);
    void navigate(`/doctor/visit/${visit.id}`);
  };
}
