import { describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { handshakeRefusals } from '#contracts/sockets/session.ts';
import { silentLog } from '#platform/log.ts';
import { actorWith } from '../../test/kit/actors.ts';
import { authenticate } from './authenticate.ts';
import type { ClientSocket } from './client-socket.ts';
import type { Entrance } from './entrance.ts';

type How = { entrance?: Entrance; isHere?: boolean; thrown?: Error };

const atOnce: Entrance = (_connection, enter) => enter();

/** What becomes of one handshake, and which tokens were looked at. */
async function shake({ entrance = atOnce, isHere = true, thrown }: How = {}) {
  const looked: string[] = [];
  const socket = {
    conn: { readyState: isHere ? 'open' : 'closed' },
    handshake: { auth: { token: 'a', protocol: 1 } },
    join: async () => undefined,
  };
  const letIn = authenticate({
    entrance,
    verifyAccess: (token) => {
      looked.push(token);
      if (thrown) throw thrown;
      return { ...actorWith('nurse'), expiresAt: 0 };
    },
    rateLimit: async () => undefined,
    log: silentLog,
  });
  // As much of a socket as is used.
  const error = await new Promise<unknown>((next) => letIn(socket as unknown as ClientSocket, next));
  return { looked, error };
}

describe('a handshake', () => {
  it('is let in by its token', async () => {
    expect(await shake()).toEqual({ looked: ['a'], error: undefined });
  });

  it('is refused at a crowded door before its token is looked at, and told when to come back', async () => {
    const crowded = new Refusal('crowded', 'Wait.', { retryAfterMs: 3_000 });
    const { looked, error } = await shake({ entrance: () => Promise.reject(crowded) });
    expect(looked).toEqual([]);
    expect(error).toMatchObject({
      message: 'crowded',
      data: { code: 'crowded', message: 'Wait.', retryAfterMs: 3_000 },
    });
  });

  it('costs nothing more when its client has left the line', async () => {
    expect((await shake({ isHere: false })).looked).toEqual([]);
  });

  it('is refused with what the contract declares, and a bug with its id', async () => {
    const codeOf = async (thrown: Error) => {
      const { error } = await shake({ thrown });
      return (error as { data: { code: string } }).data.code;
    };
    for (const code of handshakeRefusals) expect(await codeOf(new Refusal(code, 'No.'))).toBe(code);
    expect(await codeOf(new Refusal('undeclared', 'No.'))).toBe('internal');
    expect(await codeOf(new TypeError('A bug.'))).toBe('internal');
  });
});
