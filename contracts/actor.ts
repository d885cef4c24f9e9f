import { z } from 'zod';
import { ClinicId, SessionId, TenantId, UserId, VisitId } from './ids.ts';

export const Role = z.enum(['patient', 'doctor', 'nurse', 'admin', 'guest']);
export type Role = z.infer<typeof Role>;

/** Who asks, as proven by a token. A guest came by an invitation and may see that one visit only. */
export const UserActor = z.strictObject({
  kind: z.literal('user'),
  tenantId: TenantId,
  userId: UserId,
  role: Role,
  sessionId: SessionId,
  /** The clinics in which a member of staff works, or in which a patient is registered. */
  clinicIds: z.array(ClinicId),
  /** The only visit a guest may enter. */
  visitId: VisitId.optional(),
});
export type UserActor = z.infer<typeof UserActor>;

/** The system itself, acting on a timer, an event or a sister service's request. */
export const ServiceActor = z.strictObject({
  kind: z.literal('service'),
  service: z.string(),
  tenantId: TenantId,
});
export type ServiceActor = z.infer<typeof ServiceActor>;

export const Actor = z.discriminatedUnion('kind', [UserActor, ServiceActor]);
export type Actor = z.infer<typeof Actor>;
