import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ClinicId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { createBrowser, refusalOf, startIdentity } from '../identity.kit.ts';

type World = Awaited<ReturnType<typeof startIdentity>>;
const hour = 3_600_000;

const invite = (world: World, key: string = randomUUID(), body: { expiresInHours?: number } = {}) =>
  world.routes.inviteToVisit(
    world.actor('nurse'),
    { params: { visitId: world.visitId }, query: undefined, body },
    createBrowser().elsewhere({ idempotencyKey: key }),
  );
const tokenOf = (url: string) => url.split('#')[1] ?? '';
const redeem = (world: World, token: string, { browser = createBrowser(), clientKey = randomUUID() } = {}) =>
  world.routes.redeemInvitation(
    undefined,
    { params: undefined, query: undefined, body: { token, clientKey } },
    browser.invitations(),
  );

describe('an invitation', () => {
  it('opens a guest’s session of that one visit, without an account', async () => {
    const world = await startIdentity();
    const { url, expiresAt } = await invite(world);
    expect(url).toMatch(/^https:\/\/bedside\.example\/join#[\w-]{43}$/);
    expect(expiresAt).toBe(world.clock.now + 48 * hour);
    const browser = createBrowser();
    const { session, visitId } = await redeem(world, tokenOf(url), { browser });
    expect(visitId).toBe(world.visitId);
    expect(session.me).toMatchObject({
      role: 'guest',
      name: 'Mara Lind',
      userId: world.people.patient,
      tenantName: 'Riverside',
    });
    const actor = world.actorOf(session);
    expect(actor).toMatchObject({ role: 'guest', visitId: world.visitId, clinicIds: [world.clinicId] });
    expect(session.refreshToken).toBeUndefined();
    expect((await world.routes.readMe(actor, none, browser.elsewhere())).role).toBe('guest');
    const refreshed = await world.routes.refreshSession(
      undefined,
      { ...none, body: { kind: 'guest' } },
      browser.sessions(),
    );
    expect(world.actorOf(refreshed)).toMatchObject({ role: 'guest', visitId: world.visitId });
    expect((await world.events('identity.invitation_redeemed')).length).toBe(1);
    expect((await world.events('identity.signed_in')).map(({ data }) => data['method'])).toEqual([
      'invitation',
    ]);
  });

  it('lets exactly one of many in who open it at once', async () => {
    const world = await startIdentity();
    const token = tokenOf((await invite(world)).url);
    const codes = await Promise.all(Array.from({ length: 20 }, () => refusalOf(redeem(world, token))));
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(codes.filter((code) => code === 'invitation_used')).toHaveLength(19);
    expect(await world.events('identity.invitation_redeemed')).toHaveLength(1);
  });

  it('answers the same browser again when the first answer was lost, also after it expired', async () => {
    const world = await startIdentity();
    const token = tokenOf((await invite(world)).url);
    const clientKey = randomUUID();
    const both = await Promise.all([
      redeem(world, token, { clientKey }),
      redeem(world, token, { clientKey }),
    ]);
    expect(world.actorOf(both[0].session).sessionId).not.toBe(world.actorOf(both[1].session).sessionId);
    world.clock.now += 60 * hour;
    expect(await refusalOf(redeem(world, token, { clientKey }))).toBe('none');
    expect(await refusalOf(redeem(world, token))).toBe('invitation_used');
  });

  it('may be opened again by the browser that used it, which goes on with its session', async () => {
    const world = await startIdentity();
    const token = tokenOf((await invite(world)).url);
    const browser = createBrowser();
    const first = await redeem(world, token, { browser });
    const again = await redeem(world, token, { browser });
    expect(world.actorOf(again.session).sessionId).toBe(world.actorOf(first.session).sessionId);
    expect([...browser.jar.keys()].toSorted()).toEqual([
      'bedside_guest /api/v1/invitations',
      'bedside_guest /api/v1/sessions',
    ]);
    expect(new Set(browser.jar.values()).size).toBe(1);
  });

  it('does not open another one for the holder of one', async () => {
    const world = await startIdentity();
    const browser = createBrowser();
    await redeem(world, tokenOf((await invite(world)).url), { browser });
    const other = tokenOf((await invite(world)).url);
    await redeem(world, other);
    expect(await refusalOf(redeem(world, other, { browser }))).toBe('invitation_used');
  });

  it('expires, ends with its visit, and is unknown when made up', async () => {
    const world = await startIdentity();
    const token = tokenOf((await invite(world, randomUUID(), { expiresInHours: 1 })).url);
    expect(await refusalOf(redeem(world, 'A'.repeat(43)))).toBe('invitation_unknown');
    world.visit.isOpen = false;
    expect(await refusalOf(redeem(world, token))).toBe('visit_closed');
    expect(await refusalOf(invite(world))).toBe('visit_closed');
    world.visit.isOpen = true;
    world.clock.now += hour;
    expect(await refusalOf(redeem(world, token))).toBe('invitation_expired');
  });

  it('is the same link for the same request, also twice at once, and is stored nowhere', async () => {
    const world = await startIdentity();
    const key = randomUUID();
    const [one, two] = await Promise.all([invite(world, key), invite(world, key)]);
    expect(two).toEqual(one);
    expect(await invite(world, key)).toEqual(one);
    expect((await invite(world)).url).not.toBe(one.url);
    expect(await world.events('identity.invitation_made')).toHaveLength(2);
    expect(JSON.stringify(await world.events())).not.toContain(tokenOf(one.url));
  });

  it('is made by the visit’s own clinic alone', async () => {
    const world = await startIdentity();
    const { routes, actor, visitId } = world;
    const ask = (caller: ReturnType<typeof actor>) =>
      refusalOf(
        routes.inviteToVisit(
          caller,
          { params: { visitId }, query: undefined, body: {} },
          createBrowser().elsewhere({ idempotencyKey: randomUUID() }),
        ),
      );
    expect(await ask(actor('doctor'))).toBe('none');
    expect(await ask(actor('patient'))).toBe('not_permitted');
    expect(await ask(actor('admin'))).toBe('not_permitted');
    expect(await ask(actor('nurse', { clinicIds: [ClinicId.parse(newUuid())] }))).toBe('not_permitted');
    expect(await ask(actor('nurse', { tenantId: newUuid() as never }))).toBe('not_found');
  });

  it('is of no use to a patient whose account is disabled', async () => {
    const world = await startIdentity();
    const token = tokenOf((await invite(world)).url);
    const browser = createBrowser();
    const { session } = await redeem(world, token, { browser });
    const input = {
      params: { userId: world.people.patient },
      query: undefined,
      body: { status: 'disabled' as const },
    };
    await world.routes.changeUser(world.actor('admin'), input, browser.elsewhere({ ifVersion: 1 }));
    expect(await refusalOf(world.routes.readMe(world.actorOf(session), none, browser.elsewhere()))).toBe(
      'unauthenticated',
    );
    expect(await refusalOf(redeem(world, token, { browser }))).not.toBe('none');
  });
});

const none = { params: undefined, query: undefined, body: undefined };
