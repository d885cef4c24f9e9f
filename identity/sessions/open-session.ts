import { SignedInEvent } from '#contracts/events/identity.ts';
import { SessionId, type TenantId, type UserId } from '#contracts/ids.ts';
import type { SignedIn } from '#contracts/identity/person.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { HttpContext } from '#platform/http/handlers.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import type { Draft } from '#platform/store/store.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import type { RandomBytes } from '../ports.ts';
import type { IdentitySettings } from '../settings.ts';
import type { CloseSessions } from './close-sessions.ts';
import { hashOfSecret, writeRefreshToken } from './refresh-token.ts';
import type { Guest, Session } from './session.ts';
import { giveToken } from './session-cookies.ts';
import type { SessionStore } from './session-store.ts';
import { type DescribeHolder, type Holder, holderOf } from './signed-in.ts';

type Deps = {
  sessions: SessionStore;
  accounts: AccountStore;
  closeSessions: CloseSessions;
  signedIn: DescribeHolder;
  settings: IdentitySettings;
  now: Now;
  newId: NewId;
  randomBytes: RandomBytes;
};

type Opening = {
  tenantId: TenantId;
  userId: UserId;
  method: 'password' | 'demo' | 'invitation';
  guest?: Guest;
  context: HttpContext;
};
export type OpenSession = (opening: Opening) => Promise<SignedIn>;

const hourMs = 3_600_000;
const kinds = { password: 'account', demo: 'tab', invitation: 'guest' } as const;

/** Opens a session and hands its first refresh token out. Refuses `not_permitted` for a disabled person. */
export function createOpenSession(deps: Deps): OpenSession {
  const { sessions, accounts, closeSessions, signedIn, settings, now, newId, randomBytes } = deps;
  const randomText = () => Buffer.from(randomBytes(32)).toString('base64url');

  function draftOf({ tenantId, userId, method, guest }: Opening, secret: string): Draft<Session> {
    const createdAt = now();
    const hours = guest ? settings.BEDSIDE_GUEST_SESSION_HOURS : settings.BEDSIDE_SESSION_HOURS;
    return {
      _id: SessionId.parse(newId()),
      tenantId,
      userId,
      kind: kinds[method],
      ...(guest ? { guest } : {}),
      state: 'open',
      createdAt,
      idleUntil: createdAt + settings.BEDSIDE_SESSION_IDLE_HOURS * hourMs,
      endsAt: createdAt + hours * hourMs,
      familyKey: randomText(),
      tokenHash: hashOfSecret(secret),
    };
  }

  async function find(session: Session): Promise<Holder | undefined> {
    return holderOf(session, await accounts.find(session.tenantId, session.userId));
  }

  return async function openSession(opening) {
    const { tenantId, userId, method, context } = opening;
    const secret = randomText();
    const draft = draftOf(opening, secret);
    const before = await find({ ...draft, version: 0 });
    if (!before) throw refused();
    const data = { userId, sessionId: draft._id, method };
    const about = { actor: before.actor, tenantId, traceId: context.traceId, data };
    const session = await sessions.insert(draft, { events: [createEvent(SignedInEvent, about, deps)] });
    // Looked at again now that the session stands: whoever disabled the account meanwhile either saw the session or is seen here.
    const holder = await find(session);
    if (!holder) {
      await closeSessions.one(session._id, { actor: before.actor, reason: 'disabled' });
      throw refused();
    }
    const token = writeRefreshToken(session._id, session.familyKey, secret);
    return signedIn.answer(holder, giveToken(session, token, { context, now: now() }));
  };
}

const refused = () => new Refusal('not_permitted', 'This account cannot be used.');
