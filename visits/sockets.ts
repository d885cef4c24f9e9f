import { LiveSocket } from '#contracts/sockets/live.ts';
import { type BoundSocketService, bindSocketService } from '#platform/sockets/socket-service.ts';
import { VisitId } from '#contracts/ids.ts';
import { demandClinic } from './reading/list-visits.ts';
import { createWatchBoard } from './reading/watch-board.ts';
import { createWatchVisit } from './reading/watch-visit.ts';
import { createAdmitVisit } from './room/admit-visit.ts';
import { createCheckDevices } from './room/check-devices.ts';
import { createEndVisitRequest } from './room/end-visit.ts';
import { createHandOverVisit } from './room/hand-over-visit.ts';
import type { PatientSocket } from './room/patient-socket.ts';
import { createSendBackVisit } from './room/send-back-visit.ts';
import type { DemandVisit } from './visit/demand-visit.ts';

type Deps = Parameters<typeof createWatchBoard>[0] &
  Parameters<typeof createWatchVisit>[0] &
  Parameters<typeof createCheckDevices>[0] &
  Parameters<typeof createAdmitVisit>[0] &
  Parameters<typeof createSendBackVisit>[0] &
  Parameters<typeof createHandOverVisit>[0] &
  Parameters<typeof createEndVisitRequest>[0] & {
    demandVisit: DemandVisit['demandVisit'];
    patientSocket: PatientSocket;
  };

/** The door of browsers outside the call: request to operation, and who may hear what. */
export const createSockets = (deps: Deps): BoundSocketService =>
  bindSocketService<LiveSocket>({
    contract: LiveSocket,
    handlers: {
      'board:watch': createWatchBoard(deps),
      'visit:watch': createWatchVisit(deps),
      'visit:check-devices': createCheckDevices(deps),
      'visit:admit': createAdmitVisit(deps),
      'visit:send-back': createSendBackVisit(deps),
      'visit:hand-over': createHandOverVisit(deps),
      'visit:end': createEndVisitRequest(deps),
    },
    mayHear: {
      'board:watch': async ({ actor }, { clinicId }) => demandClinic(actor, clinicId),
      'visit:watch': async ({ actor }, { visitId }) => {
        await deps.demandVisit(actor, visitId, 'visit:watch');
      },
    },
    async onSocketClosed({ actor, connectionId }, rooms) {
      if (actor.role !== 'patient' && actor.role !== 'guest') return;
      const { tenantId } = actor;
      for (const room of rooms.filter(({ kind }) => kind === 'visit'))
        await deps.patientSocket.closed({ tenantId, visitId: VisitId.parse(room.id), connectionId });
    },
  });
