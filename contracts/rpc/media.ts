import { z } from 'zod';
import { defineRpc } from '../define.ts';
import { ClosedConnection } from '../events/media.ts';
import { TenantId, VisitId } from '../ids.ts';
import { elsewhere } from './socket-calls.ts';

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
    'room:take': {
      summary:
        'Takes the place of a room over from a node that is dead or drains, if nobody else has, and tells those in it.',
      input: z.strictObject({
        ...visit,
        fromEpoch: z.int().nonnegative(),
        /** Whether the node that had it is gone, and with it whoever was connected there. */
        isNodeLost: z.boolean(),
      }),
      output: z.strictObject({}),
      refusals: [elsewhere],
      isIdempotent: true,
      deadlineMs: 1_000,
      sample: { tenantId: id, visitId: id, fromEpoch: 1, isNodeLost: true },
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
    'attendance:read': {
      summary:
        'Who was connected when in a call that is over. Refuses `conflict` while that is not known to the end, as for some seconds after a node died.',
      input: z.strictObject(visit),
      output: z.strictObject({ connections: z.array(ClosedConnection).max(1_000) }),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: { tenantId: id, visitId: id },
    },
  },
});
export type MediaRpc = typeof MediaRpc;
