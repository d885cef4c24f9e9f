import type { HttpContext } from '#platform/http/handlers.ts';
import type { Session, SessionKind } from './session.ts';

const account = { name: 'bedside_session', paths: ['/api/v1/sessions'] };
// A guest who opens the invitation again is known by the cookie, so the invitations' door gets it too.
const guest = { name: 'bedside_guest', paths: ['/api/v1/sessions', '/api/v1/invitations'] };

type Cookies = Pick<HttpContext, 'cookies' | 'setCookie' | 'clearCookie'>;

const cookieOf = (kind: SessionKind) => (kind === 'tab' ? undefined : kind === 'guest' ? guest : account);

/** Hands the token to the browser as its session's kind asks; for a tab it is answered in the body. */
export function giveToken(
  session: Session,
  token: string,
  { context, now }: { context: Cookies; now: number },
) {
  const cookie = cookieOf(session.kind);
  if (!cookie) return { refreshToken: token };
  const maxAgeSeconds = Math.max(1, Math.floor((Math.min(session.idleUntil, session.endsAt) - now) / 1_000));
  for (const path of cookie.paths) context.setCookie(cookie.name, token, { path, maxAgeSeconds });
  return {};
}

/** The token that the browser shows: of the kind asked for, else the account's, else the guest's. */
export const readToken = (context: Cookies, kind?: 'account' | 'guest'): string | undefined =>
  (kind === 'guest' ? undefined : context.cookies[account.name]) ??
  (kind === 'account' ? undefined : context.cookies[guest.name]);

export function forgetToken(kind: SessionKind, context: Cookies): void {
  const cookie = cookieOf(kind);
  for (const path of cookie?.paths ?? []) context.clearCookie(cookie?.name ?? '', path);
}
