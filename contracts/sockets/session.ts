import { z } from 'zod';

/** What a client says when it opens a namespace. */
export const Handshake = z.strictObject({ token: z.string().max(4_096), protocol: z.int() });
export type Handshake = z.infer<typeof Handshake>;

/**
 * How a handshake may be refused: `data` of the error holds `{ code, message, retryAfterMs? }`. `crowded`: more clients come than
 * this node can let in soon; come back after `retryAfterMs` and a little more by chance, to whichever node then answers.
 */
export const handshakeRefusals = [
  'invalid_input',
  'protocol_unknown',
  'unauthenticated',
  'token_expired',
  'too_many_requests',
  'crowded',
  'internal',
] as const;

/**
 * Every namespace answers this one beside its own requests: a socket lives as long as its access token, and a new
 * token of the same session prolongs it. A request on a socket whose token has expired is refused `token_expired`. Answers `{ expiresAt }`, a moment in milliseconds.
 */
export const renewRequest = 'session:renew';
export const RenewInput = z.strictObject({ token: z.string().max(4_096) });

/** Told on every namespace when notices may have been missed: the client reads anew what it watches, as after a lost line. */
export const missedNotice = 'notices:missed';
