import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserActor } from '#contracts/actor.ts';
import { Refusal } from '#contracts/refusal.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import { newUuid } from '#platform/clock.ts';
import { createTokens } from './create-tokens.ts';
import { makeTokenKeys, openTokenKeyFile, parseTokenKeys } from './token-keys.ts';

const actor = UserActor.parse({
  kind: 'user',
  tenantId: newUuid(),
  userId: newUuid(),
  role: 'doctor',
  sessionId: newUuid(),
  clinicIds: [newUuid()],
});
const claims = TicketClaims.parse({
  tenantId: actor.tenantId,
  visitId: newUuid(),
  userId: actor.userId,
  name: 'Dr. Vogel',
  role: 'doctor',
  side: 'care',
  mayPublish: ['camera'],
  isAdmitted: true,
});

function setUp() {
  let time = 1_800_000_000_000;
  const keys = parseTokenKeys(makeTokenKeys());
  return { tokens: createTokens({ keys, now: () => time }), pass: (ms: number) => (time += ms), keys };
}

describe('tokens', () => {
  it('gives the actor back, and refuses after ten minutes', () => {
    const { tokens, pass } = setUp();
    const { token } = tokens.signAccess(actor);
    expect(tokens.verifyAccess(token)).toMatchObject(actor);
    pass(599_000);
    expect(tokens.verifyAccess(token)).toMatchObject(actor);
    pass(2_000);
    expect(() => tokens.verifyAccess(token)).toThrow(expect.objectContaining({ code: 'token_expired' }));
  });

  it('takes a ticket wherever the keys are, for as long as it lasts', () => {
    const { tokens, pass, keys } = setUp();
    const elsewhere = createTokens({ keys, now: () => 1_800_000_000_000 });
    const ticket = tokens.signTicket(claims, 60);
    for (const place of [tokens, elsewhere, elsewhere]) expect(place.verifyTicket(ticket)).toEqual(claims);
    pass(59_000);
    expect(tokens.verifyTicket(ticket)).toEqual(claims);
    pass(1_000);
    for (const _again of [1, 2])
      expect(() => tokens.verifyTicket(ticket)).toThrow(expect.objectContaining({ code: 'token_expired' }));
    const [header, payload, signature] = ticket.split('.');
    expect(() => tokens.verifyTicket(`${header}.${payload}.${signature?.toLowerCase()}`)).toThrow(
      expect.objectContaining({ code: 'ticket_invalid' }),
    );
  });

  it('takes no kind of token for another', () => {
    const { tokens } = setUp();
    const ticket = tokens.signTicket(claims, 60);
    const { token } = tokens.signAccess(actor);
    expect(tokens.verifyTicket(ticket)).toEqual(claims);
    expect(() => tokens.verifyAccess(ticket)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
    expect(() => tokens.verifyTicket(token)).toThrow(expect.objectContaining({ code: 'ticket_invalid' }));
    expect(() => tokens.verifyService(token, 'media')).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    );
  });

  it('refuses a token of other keys, a changed one and one without a signature', () => {
    const { tokens } = setUp();
    const { token } = tokens.signAccess(actor);
    const [header, payload, signature] = token.split('.');
    const none = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
    const changed = `${header}.${Buffer.from(JSON.stringify({ actor, exp: 9e9 })).toString('base64url')}.${signature}`;
    for (const wrong of [setUp().tokens.signAccess(actor).token, none, changed, 'nonsense', ''])
      expect(() => tokens.verifyAccess(wrong)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  });

  describe('of services', () => {
    const refusalOf = (verify: () => unknown) => {
      try {
        return verify() && 'none';
      } catch (error) {
        return error instanceof Refusal ? error.code : String(error);
      }
    };

    it('are taken for their audience alone, also when they were taken for it before', () => {
      const { tokens } = setUp();
      const token = tokens.signService('signaling', 'media');
      for (const _again of [1, 2]) {
        expect(refusalOf(() => tokens.verifyService(token, 'chat'))).toBe('unauthenticated');
        expect(tokens.verifyService(token, 'media')).toEqual({ service: 'signaling' });
      }
    });

    it('serve many calls, and are refused when their minute is over', () => {
      const { tokens, pass } = setUp();
      const token = tokens.signService('signaling', 'media');
      expect(tokens.signService('signaling', 'media')).toBe(token);
      pass(29_000);
      expect(tokens.signService('signaling', 'media')).toBe(token);
      expect(tokens.verifyService(token, 'media')).toEqual({ service: 'signaling' });
      pass(1_000);
      const next = tokens.signService('signaling', 'media');
      expect(next).not.toBe(token);
      pass(29_999);
      expect(tokens.verifyService(token, 'media')).toEqual({ service: 'signaling' });
      pass(1);
      expect(refusalOf(() => tokens.verifyService(token, 'media'))).toBe('token_expired');
      expect(tokens.verifyService(next, 'media')).toEqual({ service: 'signaling' });
    });

    it('are each of one service for one other', () => {
      const { tokens } = setUp();
      const one = tokens.signService('signaling', 'media');
      expect(tokens.signService('signaling', 'chat')).not.toBe(one);
      expect(tokens.signService('visits', 'media')).not.toBe(one);
      expect(tokens.verifyService(tokens.signService('visits', 'media'), 'media').service).toBe('visits');
    });

    it('are signed anew when the clock was set back', () => {
      const { tokens, pass } = setUp();
      const token = tokens.signService('signaling', 'media');
      pass(-3_600_000);
      expect(tokens.signService('signaling', 'media')).not.toBe(token);
    });

    it('are refused with another key, changed, and when there is none', () => {
      const { tokens } = setUp();
      const token = tokens.signService('signaling', 'media');
      tokens.verifyService(token, 'media');
      const [header, payload] = token.split('.');
      const stranger = setUp().tokens.signService('signaling', 'media');
      for (const wrong of [stranger, `${header}.${payload}.`, `${token}x`, ''])
        expect(refusalOf(() => tokens.verifyService(wrong, 'media'))).toBe('unauthenticated');
    });
  });

  it('publishes public access keys only', () => {
    const { tokens } = setUp();
    const { keys } = tokens.jwks();
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('keeps its key file for its owner alone, and reads the same keys again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-keys-'));
    const file = join(folder, 'keys', 'tokens.json');
    const [first, second] = await Promise.all([openTokenKeyFile(file), openTokenKeyFile(file)]);
    expect(first.map((key) => key.kid)).toEqual(second.map((key) => key.kid));
    expect((await stat(file)).mode & 0o077).toBe(0);
    await rm(folder, { recursive: true });
  });
});
