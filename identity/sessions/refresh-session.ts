import type { IdentityHttp } from '#contracts/http/identity.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import type { RandomBytes } from '../ports.ts';
import type { IdentitySettings } from '../settings.ts';
import type { CloseSessions } from './close-sessions.ts';
import {
  hashOfSecret,
  isOfFamily,
  type RefreshToken,
  readRefreshToken,
  successorOf,
  writeRefreshToken,
} from './refresh-token.ts';
import { judgeToken, type RefreshVerdict, type Session } from './session.ts';
import { giveToken, readToken } from './session-cookies.ts';
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
type Rotated = { session: Session; token: string; holder: Holder };

const hourMs = 3_600_000;
const over = () => new Refusal('session_closed', 'You are signed out. Please sign in again.');
const serviceOf = ({ tenantId }: Session) => ({ kind: 'service', service: 'identity', tenantId }) as const;

/**
 * Puts a new refresh token in the place of the one shown (RFC 9700, 4.14.2). Refuses `session_closed`; a token that
 * was replaced before and is not just being repeated closes the session.
 */
export function createRotateToken(deps: Deps) {
  const { sessions, accounts, closeSessions, settings, now, randomBytes } = deps;
  const graceMs = settings.BEDSIDE_REFRESH_GRACE_SECONDS * 1_000;

  async function findGenuine(shown: RefreshToken): Promise<Session> {
    const session = await sessions.find(shown.sessionId);
    if (!session || !isOfFamily(session.familyKey, shown)) throw over();
    return session;
  }

  async function demandHolder(session: Session): Promise<Holder> {
    const holder = holderOf(session, await accounts.find(session.tenantId, session.userId));
    if (holder) return holder;
    await closeSessions.one(session._id, { actor: serviceOf(session), reason: 'disabled' });
    throw over();
  }

  async function rotate({ sessionId, secret }: RefreshToken): Promise<Omit<Rotated, 'holder'>> {
    const fresh = Buffer.from(randomBytes(32)).toString('base64url');
    const tokenHash = hashOfSecret(secret);
    let verdict: RefreshVerdict = 'over';
    let nonce = fresh;
    const session = await sessions.change(sessionId, (current) => {
      verdict = judgeToken(current, tokenHash, { now: now(), graceMs });
      nonce = verdict === 'repeat' ? (current.previous?.nonce ?? fresh) : fresh;
      if (verdict === 'reused')
        return closeSessions.closed(current, { actor: serviceOf(current), reason: 'refresh_reused' });
      if (verdict !== 'rotate') return undefined;
      const idleUntil = now() + settings.BEDSIDE_SESSION_IDLE_HOURS * hourMs;
      const previous = { tokenHash, nonce, rotatedAt: now() };
      const next = hashOfSecret(successorOf(secret, nonce));
      return { document: { ...current, tokenHash: next, previous, idleUntil } };
    });
    if (isRefused(verdict)) throw over();
    // A first and a repeated request get the same successor.
    const token = writeRefreshToken(sessionId, session.familyKey, successorOf(secret, nonce));
    return { session, token };
  }

  return async function rotateToken(text: string): Promise<Rotated> {
    const shown = readRefreshToken(text);
    if (!shown) throw over();
    const holder = await demandHolder(await findGenuine(shown));
    return { holder, ...(await rotate(shown)) };
  };
}
export type RotateToken = ReturnType<typeof createRotateToken>;

const isRefused = (verdict: RefreshVerdict) => verdict === 'over' || verdict === 'reused';

/** A new access token, and a new refresh token in the place of the one shown. */
export function createRefreshSession(
  deps: Pick<Deps, 'signedIn' | 'now'> & { rotateToken: RotateToken },
): HttpHandlers<IdentityHttp>['refreshSession'] {
  const { signedIn, now, rotateToken } = deps;
  return async function refreshSession(_nobody, { body }, context) {
    const text = body.refreshToken ?? readToken(context, body.kind);
    if (text === undefined) throw over();
    const { session, holder, token } = await rotateToken(text);
    return signedIn.answer(holder, giveToken(session, token, { context, now: now() }));
  };
}
