import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UserActor } from '#contracts/actor.ts';
import { ClinicId, TenantId, UserId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { createBrowser, password, refusalOf, startIdentity } from '../identity.kit.ts';
import { matchesSearch } from './search-names.ts';

type World = Awaited<ReturnType<typeof startIdentity>>;
const none = { params: undefined, query: undefined, body: undefined };

const draft = (world: World, more: object = {}) => ({
  email: 'new@riverside.example',
  name: 'Nia Osei',
  role: 'nurse' as const,
  clinicIds: [world.clinicId],
  password,
  ...more,
});
const create = (
  world: World,
  more: object = {},
  key: string = randomUUID(),
  caller: UserActor = world.actor('admin'),
) =>
  world.routes.createUser(
    caller,
    { ...none, body: draft(world, more) },
    createBrowser().elsewhere({ idempotencyKey: key }),
  );
const change = (world: World, userId: UserId, body: object, ifVersion = 1) =>
  world.routes.changeUser(
    world.actor('admin'),
    { params: { userId }, query: undefined, body },
    createBrowser().elsewhere({ ifVersion }),
  );

describe('accounts', () => {
  it('of patients are not shown without a note of who looked', async () => {
    const world = await startIdentity();
    const admin = world.actor('admin');
    const facts = async () =>
      (await world.events('access.patient_data_accessed')).map(({ actor, data }) => ({ actor, ...data }));
    const read = (userId: UserId) =>
      world.routes.readUser(
        admin,
        { params: { userId }, query: undefined, body: undefined },
        createBrowser().elsewhere(),
      );
    const list = (query: object) =>
      world.routes.listUsers(admin, { ...none, query }, createBrowser().elsewhere());
    await read(world.people.nurse);
    await list({ role: 'nurse' });
    expect(await facts()).toEqual([]);

    await read(world.people.patient);
    await list({});
    const nurse = world.actor('nurse');
    await world.routes.listPeople(nurse, { ...none, query: {} }, createBrowser().elsewhere());
    const patientId = world.people.patient;
    expect(await facts()).toMatchObject([
      { action: 'user:read', subjectId: patientId, patientId, actor: { userId: admin.userId } },
      { action: 'user:list', subjectId: world.tenantId, actor: { userId: admin.userId } },
      { action: 'people:list', subjectId: world.tenantId, actor: { userId: nurse.userId } },
    ]);
  });

  it('are made once for a request and once for an address', async () => {
    const world = await startIdentity();
    const [one, two] = await Promise.all([create(world, {}, 'same-key'), create(world, {}, 'same-key')]);
    expect(two).toEqual(one);
    expect(await create(world, {}, 'same-key')).toEqual(one);
    expect(await refusalOf(create(world, { email: 'NEW@Riverside.example' }))).toBe('email_taken');
    const racing = await Promise.all(
      Array.from({ length: 5 }, () => refusalOf(create(world, { email: 'race@riverside.example' }))),
    );
    expect(racing.toSorted()).toEqual(['email_taken', 'email_taken', 'email_taken', 'email_taken', 'none']);
    expect(
      await refusalOf(
        create(world, { email: 'x@riverside.example', clinicIds: [ClinicId.parse(newUuid())] }),
      ),
    ).toBe('clinic_unknown');
    const body = { email: 'new@riverside.example', password };
    expect(
      (await world.routes.signIn(undefined, { ...none, body }, createBrowser().sessions())).me.name,
    ).toBe('Nia Osei');
  });

  it('change only as they were read', async () => {
    const world = await startIdentity();
    const { nurse } = world.people;
    const changed = await Promise.all([
      refusalOf(change(world, nurse, { name: 'A B' })),
      refusalOf(change(world, nurse, { name: 'C D' })),
    ]);
    expect(changed.toSorted()).toEqual(['none', 'version_mismatch']);
    expect(await refusalOf(change(world, nurse, { clinicIds: [ClinicId.parse(newUuid())] }, 2))).toBe(
      'clinic_unknown',
    );
    await world.signIn('nurse');
    expect(await change(world, nurse, { role: 'doctor' }, 2)).toMatchObject({ role: 'doctor', version: 3 });
  });

  it('always leave one administrator, whoever stops being one at the same moment', async () => {
    const world = await startIdentity();
    const others = await Promise.all(
      [1, 2, 3].map((n) => create(world, { role: 'admin', email: `admin${n}@riverside.example` })),
    );
    const all = [world.people.admin, ...others.map(({ userId }) => userId)];
    const codes = await Promise.all(
      all.map((userId, n) =>
        refusalOf(change(world, userId, n % 2 === 0 ? { role: 'nurse' } : { status: 'disabled' })),
      ),
    );
    expect(codes.toSorted()).toEqual(['last_admin', 'none', 'none', 'none']);
    const { users } = await world.routes.listUsers(
      world.actor('admin'),
      { ...none, query: { role: 'admin' } },
      createBrowser().elsewhere(),
    );
    expect(users.filter(({ status }) => status === 'active')).toHaveLength(1);
  });

  it('keep an administrator counted when the change fails', async () => {
    const world = await startIdentity();
    const other = await create(world, { role: 'admin', email: 'second@riverside.example' });
    await change(world, other.userId, { name: 'Another Name' });
    expect(await refusalOf(change(world, other.userId, { role: 'nurse' }))).toBe('version_mismatch');
    expect(await refusalOf(change(world, world.people.admin, { role: 'nurse' }))).toBe('none');
    expect(await refusalOf(change(world, other.userId, { role: 'nurse' }, 2))).toBe('last_admin');
  });

  it('lose their sessions when they are disabled, and when they are signed out everywhere', async () => {
    const world = await startIdentity();
    const browsers = [createBrowser(), createBrowser(), createBrowser()];
    for (const browser of browsers) await world.signIn('doctor', browser);
    const out = { params: { userId: world.people.doctor }, query: undefined, body: undefined };
    expect(await world.routes.signOutUser(world.actor('admin'), out, createBrowser().elsewhere())).toEqual({
      closedSessions: 3,
    });
    expect(await world.routes.signOutUser(world.actor('admin'), out, createBrowser().elsewhere())).toEqual({
      closedSessions: 0,
    });
    const browser = createBrowser();
    const { accessToken } = await world.signIn('doctor', browser);
    await change(world, world.people.doctor, { status: 'disabled' });
    const refresh = () => world.routes.refreshSession(undefined, { ...none, body: {} }, browser.sessions());
    expect(await refusalOf(refresh())).toBe('session_closed');
    const { expiresAt: _at, ...actor } = world.tokens.verifyAccess(accessToken);
    expect(await refusalOf(world.routes.readMe(actor, none, browser.elsewhere()))).toBe('unauthenticated');
    const reasons = (await world.events('identity.session_closed')).map(({ data }) => data['reason']);
    expect(reasons).toEqual([...Array<string>(3).fill('signed_out_by_admin'), 'disabled']);
  });

  it('signs out of one session, and takes its cookie back', async () => {
    const world = await startIdentity();
    const [here, elsewhere] = [createBrowser(), createBrowser()];
    const signedIn = await world.signIn('nurse', here);
    await world.signIn('nurse', elsewhere);
    await world.routes.signOut(world.actorOf(signedIn), none, here.sessions());
    await world.routes.signOut(world.actorOf(signedIn), none, here.sessions());
    expect(here.jar.size).toBe(0);
    expect(await world.events('identity.session_closed')).toHaveLength(1);
    expect(
      await refusalOf(world.routes.refreshSession(undefined, { ...none, body: {} }, elsewhere.sessions())),
    ).toBe('none');
  });
});

describe('lists of people', () => {
  it('are for one’s own clinics, by name, page by page', async () => {
    const world = await startIdentity();
    const otherClinic = ClinicId.parse(newUuid());
    const clinics = [
      { clinicId: world.clinicId, name: 'A' },
      { clinicId: otherClinic, name: 'B' },
    ];
    const people = Array.from({ length: 30 }, (_, n) => ({
      userId: UserId.parse(newUuid()),
      name: `Person ${String(n).padStart(2, '0')}`,
      role: 'patient',
      clinicIds: [n % 3 === 0 ? otherClinic : world.clinicId],
      isDemoDoor: false,
    }));
    await world.ensure({ clinics, people });
    const list = (query: object, caller = world.actor('nurse')) =>
      world.routes.listPeople(caller, { ...none, query }, createBrowser().elsewhere());
    const names: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await list({ role: 'patient', limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.people.length).toBeLessThanOrEqual(7);
      names.push(...page.people.map(({ name }) => name));
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    expect(names).toEqual(['Mara Lind', ...people.filter((_, n) => n % 3 !== 0).map(({ name }) => name)]);
    expect((await list({ search: 'PERSON 1' })).people.map(({ name }) => name)).toHaveLength(7);
    expect((await list({ search: 'nov' })).people).toMatchObject([{ name: 'Ada Novak' }]);
    expect((await list({}, world.actor('admin', { clinicIds: [] }))).people).toHaveLength(34);
    expect(await refusalOf(list({ cursor: 'nonsense' }))).toBe('invalid_input');
  });

  it('show those who changed name or place at once', async () => {
    const world = await startIdentity();
    await change(world, world.people.nurse, { name: 'Zoe Zimmer' });
    const { users } = await world.routes.listUsers(
      world.actor('admin'),
      { ...none, query: {} },
      createBrowser().elsewhere(),
    );
    expect(users.map(({ name }) => name)).toEqual(['Ada Novak', 'Ines Roca', 'Mara Lind', 'Zoe Zimmer']);
    expect(JSON.stringify(users)).not.toContain('argon2');
  });

  it('match words by how they begin', () => {
    expect(matchesSearch('Ada van der Berg', 'van ber')).toBe(true);
    expect(matchesSearch('Ada van der Berg', 'erg')).toBe(false);
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zA-Z]{1,8}$/), { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        fc.nat(8),
        (words, which, length) => {
          const word = words[which % words.length] ?? '';
          expect(matchesSearch(words.join(' '), word.slice(0, length).toUpperCase())).toBe(true);
        },
      ),
    );
  });
});

describe('the doors of administration', () => {
  it('are for administrators of the tenant alone', async () => {
    const world = await startIdentity();
    const context = () => createBrowser().elsewhere({ idempotencyKey: randomUUID(), ifVersion: 1 });
    const userId = world.people.nurse;
    const one = { params: { userId }, query: undefined };
    const requests: Record<string, (caller: UserActor) => Promise<unknown>> = {
      listUsers: (caller) => world.routes.listUsers(caller, { ...none, query: {} }, context()),
      readUser: (caller) => world.routes.readUser(caller, { ...one, body: undefined }, context()),
      createUser: (caller) => create(world, {}, randomUUID(), caller),
      changeUser: (caller) => world.routes.changeUser(caller, { ...one, body: { name: 'X' } }, context()),
      signOutUser: (caller) => world.routes.signOutUser(caller, { ...one, body: undefined }, context()),
    };
    for (const [name, ask] of Object.entries(requests)) {
      for (const role of ['patient', 'doctor', 'nurse'] as const)
        expect([name, role, await refusalOf(ask(world.actor(role)))]).toEqual([name, role, 'not_permitted']);
      const foreign = world.actor('admin', { tenantId: TenantId.parse(newUuid()) });
      if (name !== 'listUsers') expect([name, await refusalOf(ask(foreign))]).toEqual([name, 'not_found']);
    }
    const foreign = world.actor('admin', { tenantId: TenantId.parse(newUuid()) });
    expect(await world.routes.listUsers(foreign, { ...none, query: {} }, context())).toEqual({ users: [] });
    expect(
      await refusalOf(world.routes.listPeople(world.actor('patient'), { ...none, query: {} }, context())),
    ).toBe('not_permitted');
  });
});
