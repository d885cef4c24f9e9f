import type { UserActor } from '#contracts/actor.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import { Handshake, handshakeRefusals } from '#contracts/sockets/session.ts';
import { Refusal } from '#contracts/refusal.ts';
import { parseInput, refusalFor } from '#platform/door.ts';
import type { Log } from '#platform/log.ts';
import type { RateLimit } from '#platform/rate-limit.ts';
import { roomName } from './announcer.ts';
import type { Entrance } from './entrance.ts';
import type { ClientSocket } from './socket-server.ts';

type VerifyAccess = (token: string) => UserActor & { expiresAt: number };

/** Lets a socket in by its handshake, or refuses with a code that the client reads from the error's `data`. */
export function authenticate({
  verifyAccess,
  rateLimit,
  entrance,
  log,
}: {
  verifyAccess: VerifyAccess;
  rateLimit: RateLimit;
  entrance: Entrance;
  log: Log;
}) {
  async function enter(socket: ClientSocket): Promise<void> {
    // It stood in line and has gone: Socket.IO drops it.
    if (socket.conn.readyState !== 'open') return;
    const { token, protocol } = parseInput(Handshake, socket.handshake.auth);
    if (protocol !== socketProtocol && protocol !== socketProtocol - 1)
      throw new Refusal('protocol_unknown', 'This page is out of date. Please reload it.');
    const { expiresAt, ...actor } = verifyAccess(token);
    // Per person: a whole clinic may come back at once from behind one address.
    await rateLimit('busy', `connect:${actor.userId}`);
    // Only what was said about the person; the token itself is not kept.
    socket.data = { actor, expiresAt };
    socket.handshake.auth = {};
    await socket.join(roomName(actor.tenantId, { kind: 'user', id: actor.userId }));
  }
  return (socket: ClientSocket, next: (error?: Error) => void): void => {
    entrance(socket.conn, () => enter(socket)).then(
      () => next(),
      (error: unknown) => next(refused(refusalFor(error, handshakeRefusals, log, 'handshake'))),
    );
  };
}

function refused({ code, message, retryAfterMs }: Refusal): Error {
  const data = { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return Object.assign(new Error(code), { data });
}
