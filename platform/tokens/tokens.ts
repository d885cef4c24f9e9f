import type { UserActor } from '#contracts/actor.ts';
import type { TicketClaims } from '#contracts/visits/ticket.ts';

/** A JSON Web Key Set (RFC 7517) with the public keys alone. */
export type Jwks = { keys: readonly Record<string, unknown>[] };

/**
 * Signed tokens (JWT, ES256). Each kind has its own audience, so that none can stand in for another.
 * Verifying refuses `token_expired`, or `unauthenticated` (`ticket_invalid` for tickets).
 */
export interface Tokens {
  /** For 10 minutes. */
  signAccess(actor: UserActor): { token: string; expiresInSeconds: number };
  verifyAccess(token: string): UserActor & { expiresAt: number };
  /** For as long as told; a visit and some slack. */
  signTicket(claims: TicketClaims, expiresInSeconds: number): string;
  verifyTicket(token: string): TicketClaims;
  /** For 60 seconds and one audience. The same token is given for half of that time, so that a call costs no signature. */
  signService(from: string, audience: string): string;
  verifyService(token: string, audience: string): { service: string };
  jwks(): Jwks;
}
