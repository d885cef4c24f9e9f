import type { Role, UserActor } from '#contracts/actor.ts';
import type { ClinicId, SessionId, TenantId, UserId } from '#contracts/ids.ts';
import type { Person, UserAccount } from '#contracts/identity/person.ts';
import type { Document } from '#platform/store/store.ts';

/** A person of a tenant. `_id` is the person's id. Without a password nobody can sign in as them. */
export type Account = Document & {
  _id: UserId;
  tenantId: TenantId;
  name: string;
  /** The name in lower case and the id: the order of lists, and where a page of them ended. */
  sortKey: string;
  role: Role;
  specialty?: string;
  clinicIds: ClinicId[];
  status: 'active' | 'disabled';
  createdAt: number;
  /** Counts what administrators change; signing in leaves it alone. */
  profileVersion: number;
  email?: string;
  passwordHash?: string;
  lastSignedInAt?: number;
  /** Who made it with which key, so that a repeated request finds it. */
  creationKey?: string;
  /** The demo door of this role opens a session as this person. */
  demoDoor?: Role;
};

export const lowerCaseEmail = (email: string): string => email.trim().toLowerCase();

export const sortKeyOf = (name: string, userId: UserId): string => `${name.toLowerCase()}\t${userId}`;

export const toPerson = ({ _id, name, role, specialty }: Account): Person => ({
  userId: _id,
  name,
  role,
  ...(specialty === undefined ? {} : { specialty }),
});

export const toUserAccount = (account: Account): UserAccount => ({
  ...toPerson(account),
  ...(account.email === undefined ? {} : { email: account.email }),
  clinicIds: account.clinicIds,
  status: account.status,
  createdAt: account.createdAt,
  ...(account.lastSignedInAt === undefined ? {} : { lastSignedInAt: account.lastSignedInAt }),
  version: account.profileVersion,
});

export const actorOf = (account: Account, sessionId: SessionId): UserActor => ({
  kind: 'user',
  tenantId: account.tenantId,
  userId: account._id,
  role: account.role,
  sessionId,
  clinicIds: account.clinicIds,
});

export const isActiveAdmin = ({ role, status }: Pick<Account, 'role' | 'status'>): boolean =>
  role === 'admin' && status === 'active';
