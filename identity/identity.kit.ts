import { randomBytes } from 'node:crypto';
import type { UserActor } from '#contracts/actor.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import type { IdentityHttp } from '#contracts/http/identity.ts';
import { ClinicId, SessionId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { SignedIn } from '#contracts/identity/person.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid } from '#platform/clock.ts';
import { createAccessRecorder } from '#platform/access/access-recorder.ts';
import type { HttpContext, HttpHandlers } from '#platform/http/handlers.ts';
import { createMetrics } from '#platform/metrics.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { createIdentity, type IdentityDeps } from './service.ts';

export const password = 'correct horse battery';
const tokenKeys = parseTokenKeys(makeTokenKeys());

/** A browser: keeps the cookies that it is given, by path. */
export function createBrowser() {
  const jar = new Map<string, string>();
  const contextAt = (path: string, more: Partial<HttpContext> = {}): HttpContext => ({
    traceId: 'trace',
    idempotencyKey: undefined,
    ifVersion: undefined,
    remoteAddress: '127.0.0.1',
    cookies: Object.fromEntries(
      [...jar]
        .filter(([key]) => path.startsWith(key.split(' ')[1] ?? ''))
        .map(([key, value]) => [key.split(' ')[0], value]),
    ),
    setCookie: (name, value, options) => void jar.set(`${name} ${options.path}`, value),
    clearCookie: (name, cookiePath) => void jar.delete(`${name} ${cookiePath}`),
    ...more,
  });
  return {
    jar,
    sessions: (more?: Partial<HttpContext>) => contextAt('/api/v1/sessions', more),
    invitations: (more?: Partial<HttpContext>) => contextAt('/api/v1/invitations/redeem', more),
    elsewhere: (more?: Partial<HttpContext>) => contextAt('/api/v1/users', more),
  };
}

/** An identity service on a store of its own, with a clinic, one person per role, and a clock that only the test moves. */
export async function startIdentity(changes: Partial<IdentityDeps> = {}) {
  const clock = { now: 1_750_000_000_000 };
  const now = () => clock.now;
  const store = await openSqliteStore({ file: ':memory:', now });
  const tokens = createTokens({ keys: tokenKeys, now });
  const tenantId = TenantId.parse(newUuid());
  const clinicId = ClinicId.parse(newUuid());
  const visitId = VisitId.parse(newUuid());
  const people = {
    patient: UserId.parse(newUuid()),
    doctor: UserId.parse(newUuid()),
    nurse: UserId.parse(newUuid()),
    admin: UserId.parse(newUuid()),
  };
  const visit = { isOpen: true };
  const service = await createIdentity({
    settings: {
      BEDSIDE_SESSION_HOURS: 336,
      BEDSIDE_SESSION_IDLE_HOURS: 72,
      BEDSIDE_GUEST_SESSION_HOURS: 24,
      BEDSIDE_REFRESH_GRACE_SECONDS: 30,
      BEDSIDE_SIGN_IN_TRIES: 5,
      BEDSIDE_INVITATION_HOURS: 48,
    },
    store,
    recordAccess: await createAccessRecorder({ store, now, newId: newUuid }),
    tokens,
    visits: {
      'visit:facts': async (input) => {
        if (input.visitId !== visitId || input.tenantId !== tenantId)
          throw new Refusal('not_found', 'There is no such visit.');
        return {
          visitId,
          clinicId,
          patientId: people.patient,
          patientName: 'Mara Lind',
          doctorId: people.doctor,
          visitType: 'consultation',
          isOpen: visit.isOpen,
          isPatientAdmitted: false,
        };
      },
    },
    metrics: createMetrics(),
    now,
    newId: newUuid,
    randomBytes,
    publicUrl: 'https://bedside.example',
    isDemoOn: true,
    ...changes,
  });
  // Bound handlers are called as the door calls them: with what the contract has parsed.
  const routes = service.routes?.[0]?.handlers as unknown as HttpHandlers<IdentityHttp>;
  const rpc = (name: string, input: unknown) =>
    service.rpc?.[0]?.call(name, input) ?? Promise.reject(new Error('No door.'));
  const ensure = (more: object = {}) =>
    rpc('tenant:ensure', {
      tenantId,
      name: 'Riverside',
      clinics: [{ clinicId, name: 'General practice' }],
      people: Object.entries(people).map(([role, userId]) => ({
        userId,
        name: { patient: 'Mara Lind', doctor: 'Ada Novak', nurse: 'Noor Haddad', admin: 'Ines Roca' }[role],
        role,
        clinicIds: [clinicId],
        email: `${role}@riverside.example`,
        password,
        isDemoDoor: true,
      })),
      ...more,
    });
  await ensure();

  const events = async (type?: string): Promise<EventEnvelope[]> =>
    (await store.pendingEvents(10_000))
      .flatMap((one) => one.events)
      .filter((event) => !type || event.type === type);
  const actorOf = (signedIn: SignedIn): UserActor => {
    const { expiresAt: _expiresAt, ...actor } = tokens.verifyAccess(signedIn.accessToken);
    return actor;
  };
  const actor = (role: keyof typeof people, more: Partial<UserActor> = {}): UserActor => ({
    kind: 'user',
    tenantId,
    userId: people[role],
    role,
    sessionId: SessionId.parse(newUuid()),
    clinicIds: [clinicId],
    ...more,
  });
  const signIn = (role: keyof typeof people, browser = createBrowser()) =>
    routes.signIn(
      undefined,
      { params: undefined, query: undefined, body: { email: `${role}@riverside.example`, password } },
      browser.sessions(),
    );
  return {
    service,
    routes,
    rpc,
    ensure,
    store,
    tokens,
    clock,
    tenantId,
    clinicId,
    visitId,
    visit,
    people,
    events,
    actor,
    actorOf,
    signIn,
  };
}

/** The code of the refusal that the work ends with; `none` when it succeeds. Anything else thrown is thrown on. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
