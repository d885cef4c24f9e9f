import type { RouteOutput } from '#contracts/define.ts';
import { IdentityHttp } from '#contracts/http/identity.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { SignedIn } from '#contracts/identity/person.ts';
import { Refusal } from '#contracts/refusal.ts';
import { type Client, type Tokens, createClient } from '../api/client.ts';
import type { Send } from '../api/send.ts';
import { type Places, readRemembered, remember } from './remembered.ts';
import type { Remembered, Session } from './session.ts';

const renewBeforeEndMs = 30_000;
/** These say that the session is over for good; anything else may pass. */
const overCodes = new Set(['session_closed', 'unauthenticated', 'not_permitted', 'invalid_input']);

type Deps = {
  send: Send;
  places: Places;
  now: () => number;
  /** Runs one after the other over all tabs, so that no two tabs show the same refresh cookie. */
  inTurn: <T>(name: string, run: () => Promise<T>) => Promise<T>;
};

export type SessionStore = ReturnType<typeof createSessionStore>;

/** Who is signed in here, and the tokens that prove it. The access token stays in memory. */
export function createSessionStore({ send, places, now, inTurn }: Deps) {
  let session: Session = { status: 'restoring' };
  let access: { token: string; endsAt: number } | undefined;
  let remembered: Remembered | undefined;
  let renewing: Promise<string | undefined> | undefined;
  const listeners = new Set<() => void>();

  const change = (next: Session) => {
    session = next;
    for (const listener of listeners) listener();
  };

  function enter(signedIn: SignedIn, what: Remembered): void {
    remembered =
      what.kind === 'tab' && signedIn.refreshToken ? { ...what, refreshToken: signedIn.refreshToken } : what;
    remember(places, remembered);
    access = { token: signedIn.accessToken, endsAt: now() + signedIn.expiresInSeconds * 1000 };
    const visit = what.kind === 'guest' ? { visitId: what.visitId } : {};
    const next: Session = { status: 'signed-in', kind: what.kind, me: signedIn.me, ...visit };
    if (!isSame(session, next)) change(next);
  }

  function leave(because: 'left' | 'closed' | 'unreachable'): void {
    const was = (remembered ?? readRemembered(places))?.kind;
    if (because !== 'unreachable') {
      remember(places, undefined);
      remembered = undefined;
    }
    access = undefined;
    change(because === 'closed' ? { status: 'signed-out', because, was } : { status: 'signed-out', because });
  }

  async function refresh(): Promise<string | undefined> {
    const what = remembered ?? readRemembered(places);
    if (what === undefined) return undefined;
    const body = what.kind === 'tab' ? { refreshToken: what.refreshToken } : { kind: what.kind };
    try {
      const signedIn = await inTurn(`bedside.refresh.${what.kind}`, () => identity.refreshSession({ body }));
      enter(signedIn, what);
      return access?.token;
    } catch (error) {
      if (!(error instanceof Refusal) || !overCodes.has(error.code)) throw error;
      leave('closed');
      return undefined;
    }
  }

  const tokens: Tokens = {
    async current() {
      if (access !== undefined && access.endsAt - now() > renewBeforeEndMs) return access.token;
      if (remembered === undefined) return access?.token;
      return tokens.renew(access?.token);
    },
    renew(stale) {
      // Somebody else renewed it while this call was under way.
      if (access !== undefined && stale !== undefined && access.token !== stale)
        return Promise.resolve(access.token);
      renewing ??= refresh().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
  };
  const identity: Client<IdentityHttp> = createClient(IdentityHttp, { send, tokens });

  return {
    tokens,
    read: () => session,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    /** Takes up the session from before a reload. Never rejects. */
    async restore(): Promise<void> {
      if (readRemembered(places) === undefined) return change({ status: 'signed-out', because: 'never' });
      if (session.status !== 'restoring') change({ status: 'restoring' });
      try {
        await tokens.renew(undefined);
      } catch {
        leave('unreachable');
      }
    },
    async signIn(email: string, password: string): Promise<void> {
      enter(await identity.signIn({ body: { email, password } }), { kind: 'account' });
    },
    async openDemo(role: 'patient' | 'doctor' | 'nurse' | 'admin'): Promise<void> {
      const signedIn = await identity.openDemoSession({ body: { role } });
      enter(signedIn, { kind: 'tab', refreshToken: signedIn.refreshToken ?? '' });
    },
    /** Answers the visit that the invitation is for. */
    redeem: async (invitation: { token: string; clientKey: string }): Promise<VisitId> => {
      const redeemed: RouteOutput<IdentityHttp['redeemInvitation']> = await identity.redeemInvitation({
        body: invitation,
      });
      enter(redeemed.session, { kind: 'guest', visitId: redeemed.visitId });
      return redeemed.visitId;
    },
    async signOut(): Promise<void> {
      try {
        await identity.signOut();
      } finally {
        leave('left');
      }
    },
    /** The server closed the session, or another tab left it. */
    close: () => leave('closed'),
  };
}

function isSame(one: Session, other: Session): boolean {
  return (
    one.status === 'signed-in' &&
    other.status === 'signed-in' &&
    one.kind === other.kind &&
    JSON.stringify(one.me) === JSON.stringify(other.me)
  );
}
