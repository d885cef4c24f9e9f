import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { Service } from '#platform/service.ts';
import type { Store } from '#platform/store/store.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { openAccountStore } from './accounts/account-store.ts';
import { createRecordShown } from './accounts/record-shown.ts';
import { openInvitationStore } from './invitations/invitation-store.ts';
import { createPasswords } from './passwords/passwords.ts';
import type { RandomBytes, VisitsPort } from './ports.ts';
import { createRoutes } from './routes.ts';
import { createRpc } from './rpc.ts';
import { createCloseSessions } from './sessions/close-sessions.ts';
import { createOpenSession } from './sessions/open-session.ts';
import { createRotateToken } from './sessions/refresh-session.ts';
import { openSessionStore } from './sessions/session-store.ts';
import { createSignedIn } from './sessions/signed-in.ts';
import type { IdentitySettings } from './settings.ts';
import { openAttemptStore } from './sign-in/attempt-store.ts';
import { openTenantStore } from './tenants/tenant-store.ts';

export { identitySettings } from './settings.ts';

export type IdentityDeps = {
  settings: IdentitySettings;
  store: Store;
  recordAccess: RecordAccess;
  tokens: Pick<Tokens, 'signAccess'>;
  visits: VisitsPort;
  metrics: Metrics;
  now: Now;
  newId: NewId;
  randomBytes: RandomBytes;
  /** Where browsers find the site, without a slash at its end. */
  publicUrl: string;
  isDemoOn: boolean;
};

/** Accounts, sessions and invitations. Everything it needs is handed in; it opens its own collections. */
export async function createIdentity(deps: IdentityDeps): Promise<Service> {
  const { store, settings, now } = deps;
  const stores = {
    tenants: await openTenantStore(store),
    accounts: await openAccountStore(store),
    sessions: await openSessionStore(store),
    invitations: await openInvitationStore(store),
    attempts: await openAttemptStore({ store, now, tries: settings.BEDSIDE_SIGN_IN_TRIES }),
  };
  const base = {
    ...deps,
    ...stores,
    passwords: await createPasswords(deps),
    recordShown: createRecordShown(deps),
  };
  const closing = { ...base, closeSessions: createCloseSessions(base), signedIn: createSignedIn(base) };
  const ready = {
    ...closing,
    openSession: createOpenSession(closing),
    rotateToken: createRotateToken(closing),
  };
  return {
    name: 'identity',
    start: async () => undefined,
    stop: async () => undefined,
    routes: [createRoutes(ready)],
    rpc: [createRpc(ready)],
  };
}
