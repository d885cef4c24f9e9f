import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { UserId, VisitId } from '#contracts/ids.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { whenConnected } from '../../api/socket-client.ts';
import type { SocketPort } from '../../api/socket-port.ts';
import { useServices } from '../../app/services.ts';
import { newerVisit } from '../../visit/use-visit.ts';

const admitKey = (visitId?: VisitId) => (visitId === undefined ? ['admit'] : ['admit', visitId]);

/** What those who care do with a visit. Each may be repeated: what is done already changes nothing. */
export function useVisitActions() {
  const { sockets } = useServices();
  const queries = useQueryClient();
  const live = async (): Promise<SocketPort<LiveSocket>> => {
    const port = (await sockets()).live();
    await whenConnected(port);
    return port;
  };
  // The notice says the same; the answer is here first.
  const onSuccess = (came: { visit: Visit }) => {
    queries.setQueryData(['visit', came.visit.id], (known: { visit: Visit } | undefined) =>
      newerVisit(known, came),
    );
  };
  const sendBack = useMutation({
    mutationFn: async ({ visitId, reason }: { visitId: VisitId; reason: string }) =>
      (await live()).request('visit:send-back', {
        visitId,
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      }),
    onSuccess,
  });
  const handOver = useMutation({
    mutationFn: async (given: { visitId: VisitId; doctorId: UserId }) =>
      (await live()).request('visit:hand-over', given),
    onSuccess,
  });
  const end = useMutation({
    mutationFn: async (visitId: VisitId) => (await live()).request('visit:end', { visitId }),
    onSuccess,
  });
  /** Kept apart by visit, so that the page that opens at the tap sees how the request fares. */
  const admit = (visitId: VisitId): void => {
    queries
      .getMutationCache()
      .build(queries, {
        mutationKey: admitKey(visitId),
        mutationFn: async (of: VisitId) => (await live()).request('visit:admit', { visitId: of }),
        onSuccess,
      })
      .execute(visitId)
      // Whoever shows the visit reads the failure from the state.
      .catch(() => undefined);
  };
  return { admit, sendBack, handOver, end };
}

/** Opens the page of a visit without waiting for the server to tell again what is known here already. */
export function useOpenVisit(base: '/doctor' | '/nurse'): (visit: Visit) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (visit) => {
    queries.setQueryData(['visit', visit.id], (known: { visit: Visit } | undefined) =>
      newerVisit(known, { visit }),
    );
    void navigate(`${base}/visit/${visit.id}`);
  };
}

/** How the last admitting of a visit fares, and doing it again. */
export function useAdmitState(visitId: VisitId) {
  const { admit } = useVisitActions();
  const states = useMutationState({ filters: { mutationKey: admitKey(visitId), exact: true } });
  const last = states.at(-1);
  return {
    admit: () => admit(visitId),
    isPending: last?.status === 'pending',
    error: last?.status === 'error' ? last.error : undefined,
  };
}
