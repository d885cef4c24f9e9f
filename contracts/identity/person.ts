import { z } from 'zod';
import { Role } from '../actor.ts';
import { ClinicId, Instant, UserId } from '../ids.ts';

/** A name as people see it. */
export const DisplayName = z.string().trim().min(1).max(120);

/** A person as others may see them. */
export const Person = z.strictObject({
  userId: UserId,
  name: DisplayName,
  role: Role,
  /** A clinician's field, such as "General practice". */
  specialty: z.string().max(120).optional(),
});
export type Person = z.infer<typeof Person>;

/** A person as an administrator sees them. */
export const UserAccount = z.strictObject({
  ...Person.shape,
  email: z.email().optional(),
  clinicIds: z.array(ClinicId),
  status: z.enum(['active', 'disabled']),
  createdAt: Instant,
  lastSignedInAt: Instant.optional(),
  version: z.int(),
});
export type UserAccount = z.infer<typeof UserAccount>;

/** What a browser holds after sign-in. The refresh token is in the body only for a session that belongs to its tab. */
export const SignedIn = z.strictObject({
  accessToken: z.string(),
  /** Seconds until the access token must be renewed. */
  expiresInSeconds: z.int().positive(),
  refreshToken: z.string().optional(),
  me: z.strictObject({ ...Person.shape, tenantName: z.string(), clinicIds: z.array(ClinicId) }),
});
export type SignedIn = z.infer<typeof SignedIn>;
