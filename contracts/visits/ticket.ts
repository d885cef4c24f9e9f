import { z } from 'zod';
import { Role } from '../actor.ts';
import { DisplayName } from '../identity/person.ts';
import { TenantId, UserId, VisitId } from '../ids.ts';

/** What a participant may send. */
export const Source = z.enum(['microphone', 'camera', 'screen']);
export type Source = z.infer<typeof Source>;

/** Which side of the visit a participant sits on. */
export const Side = z.enum(['patient', 'care']);
export type Side = z.infer<typeof Side>;

/** What a visit ticket (a short-lived JWT) says: enough to join while the visits service is away. */
export const TicketClaims = z.strictObject({
  tenantId: TenantId,
  visitId: VisitId,
  userId: UserId,
  name: DisplayName,
  role: Role,
  side: Side,
  mayPublish: z.array(Source),
  /** Whether the holder may be seen and heard at once. A patient's ticket says what was so when it was issued. */
  isAdmitted: z.boolean(),
});
export type TicketClaims = z.infer<typeof TicketClaims>;
