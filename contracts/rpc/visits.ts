import { z } from 'zod';
import { defineRpc } from '../define.ts';
import { ClientKey, ClinicId, Instant, TenantId, UserId, VisitId } from '../ids.ts';
import { DisplayName } from '../identity/person.ts';
import { VisitTypeId } from '../visits/visit.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What sister services ask of visits. */
export const VisitsRpc = defineRpc({
  service: 'visits',
  calls: {
    'visit:facts': {
      summary: 'Who a visit belongs to and where it stands: for policies and for a room that is made anew.',
      input: z.strictObject({ tenantId: TenantId, visitId: VisitId }),
      output: z.strictObject({
        visitId: VisitId,
        clinicId: ClinicId,
        patientId: UserId,
        patientName: DisplayName,
        doctorId: UserId,
        visitType: VisitTypeId,
        /** Neither ended, cancelled nor missed. */
        isOpen: z.boolean(),
        isPatientAdmitted: z.boolean(),
      }),
      refusals: ['not_found'],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: { tenantId: id, visitId: id },
    },
    'visit:ensure': {
      summary: 'Books a visit under a given key, once. For set-up and the demo.',
      input: z.strictObject({
        tenantId: TenantId,
        clientKey: ClientKey,
        clinicId: ClinicId,
        patientId: UserId,
        doctorId: UserId,
        visitType: VisitTypeId,
        startsAt: Instant,
        reason: z.string().max(500),
        /** Joining is possible from here on; 15 minutes before the start unless told. */
        opensAt: Instant.optional(),
      }),
      output: z.strictObject({ visitId: VisitId, startsAt: Instant }),
      refusals: ['person_unknown', 'visit_type_unknown'],
      isIdempotent: true,
      deadlineMs: 5_000,
      sample: {
        tenantId: id,
        clientKey: id,
        clinicId: id,
        patientId: id,
        doctorId: id,
        visitType: 'consultation',
        startsAt: 0,
        reason: '',
      },
    },
  },
});
export type VisitsRpc = typeof VisitsRpc;
