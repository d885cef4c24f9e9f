import type { UserActor } from '#contracts/actor.ts';
import type { SignedIn } from '#contracts/identity/person.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { type Account, actorOf, toPerson } from '../accounts/account.ts';
import type { TenantStore } from '../tenants/tenant-store.ts';
import type { Session } from './session.ts';

type Deps = { tokens: Pick<Tokens, 'signAccess'>; tenants: TenantStore };
type Me = SignedIn['me'];

/** Who holds a session: the account's person, or a guest, who is known by the invitation alone. */
export type Holder = { actor: UserActor; me: Omit<Me, 'tenantName'> };

/** Nothing when the account is gone or disabled, or a person without an account asks. */
export function holderOf(session: Session, account: Account | undefined): Holder | undefined {
  const { guest, tenantId, userId, _id: sessionId } = session;
  if (account?.status === 'disabled') return undefined;
  if (guest) {
    const shared = { userId, role: 'guest' as const, clinicIds: [guest.clinicId] };
    return {
      actor: { kind: 'user', tenantId, sessionId, visitId: guest.visitId, ...shared },
      me: { name: guest.name, ...shared },
    };
  }
  if (!account) return undefined;
  return { actor: actorOf(account, sessionId), me: { ...toPerson(account), clinicIds: account.clinicIds } };
}

export type DescribeHolder = ReturnType<typeof createSignedIn>;

/** What a browser is answered about the session's holder, with a fresh access token or without one. */
export function createSignedIn({ tokens, tenants }: Deps) {
  async function describe(holder: Holder): Promise<Me> {
    const tenant = await tenants.find(holder.actor.tenantId);
    return { ...holder.me, tenantName: tenant?.name ?? '' };
  }
  return {
    describe,
    async answer(holder: Holder, given: { refreshToken?: string }): Promise<SignedIn> {
      const { token, expiresInSeconds } = tokens.signAccess(holder.actor);
      return { accessToken: token, expiresInSeconds, ...given, me: await describe(holder) };
    },
  };
}
