import { z } from 'zod';
import { defineRpc } from '../define.ts';
import { TenantId, VisitId } from '../ids.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const visit = { tenantId: TenantId, visitId: VisitId };

/** What sister services ask of media. The requests of browsers come by the socket contracts. */
export const MediaRpc = defineRpc({
  service: 'media',
  calls: {
    'room:admit': {
      summary:
        'Lets the patient side be seen and heard, or no longer. A room that is not there yet learns it when made.',
      input: z.strictObject({ ...visit, isPatientAdmitted: z.boolean() }),
      output: z.strictObject({}),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: { tenantId: id, visitId: id, isPatientAdmitted: true },
    },
    'room:close': {
      summary: 'Ends the call for everybody.',
      input: z.strictObject(visit),
      output: z.strictObject({}),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: { tenantId: id, visitId: id },
    },
  },
});
export type MediaRpc = typeof MediaRpc;
