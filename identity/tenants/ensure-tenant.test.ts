import { describe, expect, it } from 'vitest';
import { TenantId, UserId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { createBrowser, password, refusalOf, startIdentity } from '../identity.kit.ts';

const none = { params: undefined, query: undefined, body: undefined };

describe('setting an organisation up', () => {
  it('may be repeated, and changes nothing then', async () => {
    const world = await startIdentity();
    const before = await world.events();
    await world.ensure();
    await Promise.all([world.ensure(), world.ensure()]);
    expect(await world.events()).toEqual(before);
    expect(before.map(({ type }) => type)).toEqual(Array<string>(4).fill('identity.user_changed'));
  });

  it('brings people up to date, but leaves a password and a disabled account as they are', async () => {
    const world = await startIdentity();
    const { doctor, nurse } = world.people;
    const input = { params: { userId: nurse }, query: undefined, body: { status: 'disabled' as const } };
    await world.routes.changeUser(world.actor('admin'), input, createBrowser().elsewhere({ ifVersion: 1 }));
    const person = (userId: UserId, role: string, name: string) => ({
      userId,
      name,
      role,
      clinicIds: [world.clinicId],
      email: `${role}@riverside.example`,
      password: 'another first password',
      isDemoDoor: true,
    });
    await world.ensure({
      people: [person(doctor, 'doctor', 'Ada Novak-Reyes'), person(nurse, 'nurse', 'Noor Haddad')],
    });
    const body = { email: 'doctor@riverside.example', password };
    const signedIn = await world.routes.signIn(undefined, { ...none, body }, createBrowser().sessions());
    expect(signedIn.me.name).toBe('Ada Novak-Reyes');
    const demo = (role: 'doctor' | 'nurse') =>
      world.routes.openDemoSession(undefined, { ...none, body: { role } }, createBrowser().sessions());
    expect((await demo('doctor')).me.userId).toBe(doctor);
    expect(await refusalOf(demo('nurse'))).toBe('demo_closed');
  });

  it('gives the people of the tenant to sister services, and no others', async () => {
    const world = await startIdentity();
    const ids = [world.people.doctor, world.people.doctor, UserId.parse(newUuid())];
    const { people } = (await world.rpc('people:list', { tenantId: world.tenantId, userIds: ids })) as {
      people: unknown[];
    };
    expect(people).toEqual([
      { userId: world.people.doctor, name: 'Ada Novak', role: 'doctor', clinicIds: [world.clinicId] },
    ]);
    expect(await world.rpc('people:list', { tenantId: TenantId.parse(newUuid()), userIds: ids })).toEqual({
      people: [],
    });
  });
});

describe('the demo door', () => {
  it('is shut where the demo is off', async () => {
    const world = await startIdentity({ isDemoOn: false });
    expect(await world.routes.readDemo(undefined, none, createBrowser().sessions())).toEqual({
      isOpen: false,
    });
    const open = world.routes.openDemoSession(
      undefined,
      { ...none, body: { role: 'admin' } },
      createBrowser().sessions(),
    );
    expect(await refusalOf(open)).toBe('demo_closed');
  });
});
