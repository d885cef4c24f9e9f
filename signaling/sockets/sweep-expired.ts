import type { Now } from '#platform/clock.ts';
import type { ClientSocket, SocketServer } from '#platform/sockets/socket-server.ts';

const everyMs = 30_000;
/** A client renews its token well before; one that did not within this time after is gone or not ours. */
const graceMs = 60_000;

/** Closes sockets whose access token expired a while ago and was not renewed, so that they hear no more notices. */
export function createSweep({ io, now }: { io: SocketServer; now: Now }) {
  let timer: NodeJS.Timeout | undefined;

  function sweepOnce(): void {
    for (const namespace of io._nsps.values())
      for (const socket of namespace.sockets.values()) if (isExpired(socket)) socket.disconnect(true);
  }
  const isExpired = (socket: ClientSocket): boolean => socket.data.expiresAt + graceMs < now();

  return {
    sweepOnce,
    start(): void {
      timer = setInterval(sweepOnce, everyMs).unref();
    },
    stop(): void {
      clearInterval(timer);
    },
  };
}
