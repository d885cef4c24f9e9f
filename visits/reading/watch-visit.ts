import type { Handlers } from '#contracts/define.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { PatientSocket } from '../room/patient-socket.ts';
import type { ShowVisit } from './show-visit.ts';

type Deps = { showVisit: ShowVisit; patientSocket: PatientSocket };

/** One visit, and from now on its changes. A patient who looks at it is there. */
export function createWatchVisit({
  showVisit,
  patientSocket,
}: Deps): Handlers<LiveSocket, SocketCaller>['visit:watch'] {
  return async function watchVisit({ actor, connectionId, nodeId }, { visitId }) {
    const shown = await showVisit(actor, visitId, 'visit:watch');
    if (actor.userId !== shown.visit.patient.userId) return shown;
    await patientSocket.opened({ tenantId: actor.tenantId, visitId, connectionId, nodeId });
    return shown;
  };
}
