import { z } from 'zod';
import { Role } from '../actor.ts';
import { defineRpc } from '../define.ts';
import { DisplayName, Person } from '../identity/person.ts';
import { ClinicId, TenantId, UserId } from '../ids.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const account = {
  userId: UserId,
  name: DisplayName,
  role: Role,
  specialty: z.string().max(120).optional(),
  clinicIds: z.array(ClinicId),
};

/** What sister services ask of identity. */
export const IdentityRpc = defineRpc({
  service: 'identity',
  calls: {
    'people:list': {
      summary: 'The persons with these ids, as far as they are known in the tenant, with their clinics.',
      input: z.strictObject({ tenantId: TenantId, userIds: z.array(UserId).max(200) }),
      output: z.strictObject({
        people: z.array(z.strictObject({ ...Person.shape, clinicIds: z.array(ClinicId) })),
      }),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: { tenantId: id, userIds: [id] },
    },
    'tenant:ensure': {
      summary:
        'Makes an organisation with its clinics and people, or brings them up to date. For set-up and the demo.',
      input: z.strictObject({
        tenantId: TenantId,
        name: z.string().max(120),
        clinics: z.array(z.strictObject({ clinicId: ClinicId, name: z.string().max(120) })),
        people: z.array(
          z.strictObject({
            ...account,
            email: z.email().optional(),
            password: z.string().optional(),
            /** Opened by the demo door for this role. */
            isDemoDoor: z.boolean(),
          }),
        ),
      }),
      output: z.strictObject({}),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 20_000,
      sample: { tenantId: id, name: 'A clinic', clinics: [], people: [] },
    },
  },
});
export type IdentityRpc = typeof IdentityRpc;
