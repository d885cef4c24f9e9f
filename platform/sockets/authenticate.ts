import type { UserActor } from '#contracts/actor.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import { Handshake } from '#contracts/sockets/session.ts';
import { Refusal } from '#contracts/refusal.ts';
import { parseInput } from '#platform/door.ts';
import type { RateLimit } from '#platform/rate-limit.ts';
import { roomName } from './announcer.ts';
import type { ClientSocket } from './socket-server.ts';

type VerifyAccess = (token: string) => UserActor & { expiresAt: number };

/** Lets a socket in by its handshake, or refuses with a code that the client reads from the error's `data`. */
export function authenticate({
  verifyAccess,
  rateLimit,
}: {
  verifyAccess: VerifyAccess;
  rateLimit: RateLimit;
}) {
  async function enter(socket: ClientSocket): Promise<void> {
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
    enter(socket).then(
      () => next(),
      (error: unknown) => next(refused(error)),
    );
  };
}

function refused(error: unknown): Error {
  const known =
    error instanceof Refusal ? error : new Refusal('internal', 'Something went wrong on our side.');
  return Object.assign(new Error(known.code), { data: { code: known.code, message: known.message } });
}
