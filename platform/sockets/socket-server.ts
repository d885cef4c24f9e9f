import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { UserActor } from '#contracts/actor.ts';
import type { RoomRef } from '#contracts/define.ts';
import { roomName, type Announcer } from './announcer.ts';
import { gatherPackets } from './gather-packets.ts';

/** What the server knows of one namespace of one client. */
export type SocketData = {
  actor: UserActor;
  /** When the access token stops to count. */
  expiresAt: number;
  /** Rooms joined by requests, with the contract that let them in; absent while there are none. */
  joined?: Map<object, RoomRef[]>;
};
type None = Record<string, never>;
type Untyped = Record<string, (...values: unknown[]) => void>;
export type ClientSocket = Socket<Untyped, Untyped, None, SocketData>;
export type SocketServer = Server<Untyped, Untyped, None, SocketData>;

/** The largest message a client may send, in bytes. A larger one closes its connection. */
export const mostMessageBytes = 100_000;

/**
 * Socket.IO on the process's HTTP server. WebSocket only, so that any node may serve any request of a client.
 * Pings find a dead client within 20 seconds.
 */
export function openSocketServer(server: HttpServer): { io: SocketServer; announcer: Announcer } {
  const io: SocketServer = new Server(server, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: mostMessageBytes,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
  });
  io.engine.on('connection', gatherPackets);
  return { io, announcer: createAnnouncer(io) };
}

function createAnnouncer(io: SocketServer): Announcer {
  return {
    tell(contract, to, notice, data) {
      const rooms = to.rooms.map((room) => roomName(to.tenantId, room));
      const listeners = io.of(contract.namespace).to(rooms);
      const heard = to.exceptConnection === undefined ? listeners : listeners.except(to.exceptConnection);
      heard.emit(notice, data);
    },
    disconnectUser(tenantId, userId) {
      const room = roomName(tenantId, { kind: 'user', id: userId });
      for (const namespace of io._nsps.keys()) io.of(namespace).in(room).disconnectSockets(true);
    },
  };
}
