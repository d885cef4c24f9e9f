import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import type { Rooms } from '../rooms/rooms.ts';

/** What the requests of a call are made of. */
export type CallDeps = {
  rooms: Rooms;
  tokens: Pick<Tokens, 'verifyTicket'>;
  iceServers: (participantId: string) => { urls: string[]; username?: string; credential?: string }[];
  now: Now;
  log: Log;
};
