import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SessionId } from '#contracts/ids.ts';

/** A refresh token in its parts: whose it is, 256 bits that nobody can guess, and the mark of its chain. */
export type RefreshToken = { sessionId: SessionId; secret: string; mark: string };

const form = /^([0-9a-f-]{36})\.([\w-]{43})\.([\w-]{22})$/;

/** The parts of a token's text; nothing for a text of another form. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const [, id, secret, mark] = form.exec(text) ?? [];
  const sessionId = SessionId.safeParse(id);
  if (!sessionId.success || secret === undefined || mark === undefined) return undefined;
  return { sessionId: sessionId.data, secret, mark };
}

export const writeRefreshToken = (sessionId: SessionId, familyKey: string, secret: string): string =>
  `${sessionId}.${secret}.${markOf(familyKey, secret)}`;

/** Whether this chain gave the token out, at whatever time. A made-up token must not be able to close a session. */
export const isOfFamily = (familyKey: string, { secret, mark }: RefreshToken): boolean =>
  timingSafeEqual(Buffer.from(markOf(familyKey, secret)), Buffer.from(mark));

/** All that is stored of a token. */
export const hashOfSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url');

/**
 * The next secret of the chain. It needs the secret before, which only the browser holds, and a fresh nonce, which
 * only the store holds; so a repeat can be given the same one, and neither side alone can foresee it.
 */
export const successorOf = (secret: string, nonce: string): string =>
  createHmac('sha256', Buffer.from(secret, 'base64url')).update(nonce).digest('base64url');

const markOf = (familyKey: string, secret: string): string =>
  createHmac('sha256', familyKey).update(secret).digest('base64url').slice(0, 22);
