import type { Server, Socket } from 'socket.io';
import type { UserActor } from '#contracts/actor.ts';
import type { RoomRef } from '#contracts/define.ts';

/** What the server knows of one namespace of one client. */
export type SocketData = {
  actor: UserActor;
  /** When the access token stops to count. */
  expiresAt: number;
  /** Rooms joined by requests, with the contract that let them in; absent while there are none. */
  joined?: Map<object, RoomRef[]>;
  /** Requests that are being answered; absent before the first. */
  running?: number;
};
type None = Record<string, never>;
type Untyped = Record<string, (...values: unknown[]) => void>;
export type ClientSocket = Socket<Untyped, Untyped, None, SocketData>;
export type SocketServer = Server<Untyped, Untyped, None, SocketData>;
