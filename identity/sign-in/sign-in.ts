import { SignInFailed } from '#contracts/events/identity.ts';
import type { IdentityHttp } from '#contracts/http/identity.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { type Account, lowerCaseEmail } from '../accounts/account.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { OpenSession } from '../sessions/open-session.ts';
import type { AttemptStore } from './attempt-store.ts';

type Deps = {
  accounts: AccountStore;
  attempts: AttemptStore;
  passwords: Passwords;
  openSession: OpenSession;
  now: Now;
  newId: NewId;
};

/**
 * Opens a session for an address and a password. Whether the address has an account shows neither in the answer, nor
 * in the time it takes, nor in the lock. Refuses `wrong_credentials`, `locked_for_now`.
 */
export function createSignIn(deps: Deps): HttpHandlers<IdentityHttp>['signIn'] {
  const { accounts, attempts, passwords, openSession, now } = deps;

  function failureOf(account: Account, isLocked: boolean) {
    const { tenantId, _id: userId } = account;
    const actor = { kind: 'service', service: 'identity', tenantId } as const;
    return createEvent(SignInFailed, { actor, tenantId, data: { userId, isLocked } }, deps);
  }

  return async function signIn(_nobody, { body }, context) {
    const email = lowerCaseEmail(body.email);
    const lockedMs = await attempts.begin(email);
    if (lockedMs > 0) throw lockedFor(lockedMs);
    const account = await accounts.findByEmail(email);
    const isRight = await passwords.verify(account?.passwordHash, body.password);
    if (!account || !isRight || account.status === 'disabled') {
      const nowLockedMs = await attempts.fail(email, (isLocked) =>
        account ? [failureOf(account, isLocked)] : [],
      );
      throw nowLockedMs > 0 ? lockedFor(nowLockedMs) : wrong();
    }
    const { tenantId, _id: userId } = account;
    const session = await openSession({ tenantId, userId, method: 'password', context });
    await attempts.clear(email);
    await accounts.change(tenantId, userId, (current) => ({
      document: { ...current, lastSignedInAt: now() },
    }));
    return session;
  };
}

const wrong = () => new Refusal('wrong_credentials', 'The e-mail address or the password is wrong.');

function lockedFor(retryAfterMs: number): Refusal {
  const minutes = Math.ceil(retryAfterMs / 60_000);
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return new Refusal('locked_for_now', `Too many wrong passwords. Try again in ${wait}.`, { retryAfterMs });
}
