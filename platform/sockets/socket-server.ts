import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { missedNotice } from '#contracts/sockets/session.ts';
import { systemRandom } from '#platform/clock.ts';
import { roomName, type Announcer } from './announcer.ts';
import type { SocketServer } from './client-socket.ts';
import { gatherPackets } from './packets/gather-packets.ts';
import { createHandOver } from './hand-over.ts';
import type { SocketAdapter } from './redis/redis-adapter.ts';
import type { Relay } from './relay.ts';

export type { ClientSocket, SocketServer } from './client-socket.ts';

/** The largest message a client may send, in bytes. A larger one closes its connection. */
export const mostMessageBytes = 100_000;

const missedSpreadMs = 1_000;

type Sharing = { adapter: SocketAdapter; relay: Relay };

/**
 * Socket.IO on the process's HTTP server, or without clients of its own. WebSocket only, so that any node may serve any
 * request of a client. Pings find a dead client within 20 seconds. `sharing` joins the processes.
 */
export function openSocketServer(server: HttpServer | undefined, sharing?: Sharing): SharedSockets {
  const way = createHandOver({ io: () => io, random: systemRandom });
  const io: SocketServer = new Server({
    allowRequest: (request, decide) => way.admit(request, decide),
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: mostMessageBytes,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    ...(sharing && { adapter: sharing.adapter.adapter }),
  });
  if (server) {
    io.attach(server);
    io.engine.on('connection', gatherPackets);
  }
  sharing?.adapter.onMissed(() => tellMissed(io));
  return {
    io,
    announcer: createAnnouncer(io, sharing?.relay),
    untilHeard: async () => sharing?.adapter.settled(),
    handOver: () => way.handOver(),
  };
}

export type SharedSockets = {
  io: SocketServer;
  announcer: Announcer;
  /** Resolves when the rooms that sockets have joined are heard from other processes, too. */
  untilHeard: () => Promise<void>;
  /** Sends all clients elsewhere, in at most ten seconds, and lets no new one in. */
  handOver: () => Promise<void>;
};

// Spread, or all clients of the node would read everything anew at the same moment.
function tellMissed(io: SocketServer): void {
  for (const { sockets } of io._nsps.values())
    for (const socket of sockets.values())
      setTimeout(() => socket.emit(missedNotice), systemRandom() * missedSpreadMs).unref();
}

function createAnnouncer(io: SocketServer, relay?: Relay): Announcer {
  return {
    tell(contract, to, notice, data) {
      const { namespace } = contract;
      const { exceptConnection } = to;
      const rooms = to.rooms.map((room) => roomName(to.tenantId, room));
      const listeners = io.of(namespace).to(rooms);
      const heard = exceptConnection === undefined ? listeners : listeners.except(exceptConnection);
      heard.emit(notice, data);
      if (relay?.isNeeded())
        relay.tell({ namespace, rooms, notice, data, ...(exceptConnection && { exceptConnection }) });
    },
    disconnectUser(tenantId, userId) {
      const room = roomName(tenantId, { kind: 'user', id: userId });
      for (const namespace of io._nsps.keys()) io.of(namespace).in(room).disconnectSockets(true);
      if (relay?.isNeeded()) relay.closeSockets(room);
    },
  };
}
