import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { UserActor } from '#contracts/actor.ts';
import { Refusal } from '#contracts/refusal.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import type { Now } from '#platform/clock.ts';
import { createRemembered } from './remembered.ts';
import type { TokenKey, TokenKeys, TokenPurpose } from './token-keys.ts';
import type { Tokens } from './tokens.ts';

const issuer = 'bedside';
const accessSeconds = 600;
const serviceSeconds = 60;
/** One token serves all calls to a service for so long: signing costs as much as the rest of a call. */
const reusedMs = 30_000;
const mostServiceTokens = 1_000;
const mostRemembered = 20_000;

const Claims = z.looseObject({ exp: z.int(), actor: z.unknown().optional(), ticket: z.unknown().optional() });
const ServiceClaims = z.looseObject({ exp: z.int(), sub: z.string() });

/** Tokens signed and verified with these keys (JWT, RFC 7519; ES256, RFC 7518). */
export function createTokens({ keys, now }: { keys: TokenKeys; now: Now }): Tokens {
  const signedForServices = new Map<string, { token: string; signedAt: number }>();
  const services = createRemembered<{ service: string }>({ now, most: mostServiceTokens });
  const actors = createRemembered<UserActor & { expiresAt: number }>({ now, most: mostRemembered });
  // A ticket is verified twice by every join, and where visits and media are one process it was signed right here.
  const tickets = createRemembered<TicketClaims>({ now, most: mostRemembered });
  const clock = () => Math.floor(now() / 1000);

  function sign(purpose: TokenPurpose, audience: string, claims: object, expiresInSeconds: number): string {
    const key = keys.find((one) => one.purpose === purpose);
    if (!key) throw new Error(`There is no key for ${purpose} tokens.`);
    const issuedAt = clock();
    return jwt.sign({ ...claims, iat: issuedAt, exp: issuedAt + expiresInSeconds }, key.privateKey, {
      algorithm: 'ES256',
      keyid: key.kid,
      issuer,
      audience,
    });
  }

  function verify(purpose: TokenPurpose, audience: string, token: string, invalid: string): unknown {
    const key = keyOf(keys, purpose, token);
    if (!key) throw new Refusal(invalid, 'This token is not valid.');
    try {
      return jwt.verify(token, key.publicKey, {
        algorithms: ['ES256'],
        issuer,
        audience,
        clockTimestamp: clock(),
      });
    } catch (cause) {
      if (cause instanceof jwt.TokenExpiredError)
        throw new Refusal('token_expired', 'This token has expired.', { cause });
      throw new Refusal(invalid, 'This token is not valid.', { cause });
    }
  }

  return {
    signAccess: (actor) => ({
      token: sign('access', 'access', { actor }, accessSeconds),
      expiresInSeconds: accessSeconds,
    }),

    verifyAccess(token) {
      const known = actors.get(token);
      if (known) return known;
      const claims = read(Claims, verify('access', 'access', token, 'unauthenticated'), 'unauthenticated');
      const expiresAt = claims.exp * 1000;
      const actor = { ...read(UserActor, claims.actor, 'unauthenticated'), expiresAt };
      return actors.add(token, actor, expiresAt);
    },

    signTicket(ticket, expiresInSeconds) {
      const until = (clock() + expiresInSeconds) * 1000;
      const token = sign('ticket', 'ticket', { ticket }, expiresInSeconds);
      tickets.add(token, ticket, until);
      return token;
    },

    verifyTicket(token) {
      const known = tickets.get(token);
      if (known) return known;
      const claims = read(Claims, verify('ticket', 'ticket', token, 'ticket_invalid'), 'ticket_invalid');
      return tickets.add(token, read(TicketClaims, claims.ticket, 'ticket_invalid'), claims.exp * 1000);
    },

    signService(from, audience) {
      const key = `${from} ${audience}`;
      const known = signedForServices.get(key);
      const age = known ? now() - known.signedAt : reusedMs;
      // A clock that was set back makes no token live longer.
      if (known && age >= 0 && age < reusedMs) return known.token;
      const token = sign('service', `service:${audience}`, { sub: from }, serviceSeconds);
      signedForServices.set(key, { token, signedAt: now() });
      return token;
    },

    verifyService(token, audience) {
      const key = `${audience} ${token}`;
      const known = services.get(key);
      if (known) return known;
      const claims = read(
        ServiceClaims,
        verify('service', `service:${audience}`, token, 'unauthenticated'),
        'unauthenticated',
      );
      return services.add(key, { service: claims.sub }, claims.exp * 1000);
    },

    jwks: () => ({
      keys: keys
        .filter((key) => key.purpose === 'access')
        .map(({ kid, publicKey }) => ({
          ...publicKey.export({ format: 'jwk' }),
          kid,
          use: 'sig',
          alg: 'ES256',
        })),
    }),
  };
}

// A token signed by an older version may carry other claims: its holder signs in again.
function read<T extends z.ZodType>(schema: T, value: unknown, invalid: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal(invalid, 'This token is not valid.', { cause: parsed.error });
  return parsed.data;
}

function keyOf(keys: TokenKeys, purpose: TokenPurpose, token: string): TokenKey | undefined {
  const kid = kidOf(token);
  return keys.find((key) => key.purpose === purpose && key.kid === kid);
}

const Header = z.looseObject({ kid: z.string() });

/** Of the header alone: what the token claims is read once, after its signature. */
function kidOf(token: string): string | undefined {
  try {
    const [header = ''] = token.split('.', 1);
    return Header.parse(JSON.parse(Buffer.from(header, 'base64url').toString())).kid;
  } catch {
    return undefined;
  }
}
