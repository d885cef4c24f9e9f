import type { IncomingMessage } from 'node:http';
import type { Random } from '#platform/clock.ts';
import type { ClientSocket, SocketServer } from './client-socket.ts';

type Deps = { io: () => SocketServer; random: Random };
/** The last clients are let go of after `spreadMs`, whatever they still wait for after `patienceMs`. */
type Pace = { spreadMs?: number; patienceMs?: number; batchMs?: number };
type Connection = ClientSocket['conn'];

/** Few clients are not kept waiting for each other. */
const fewest = 10;

/**
 * The way of a node's clients to other nodes. From then on no new one comes in: its connection is closed without an
 * answer, upon which a proxy asks the next node and a browser tries again. Those who are here are let go of in batches
 * in an order by chance, each between two requests; a browser that loses its line comes back at once.
 */
export function createHandOver({ io, random }: Deps) {
  let isOpen = true;

  return {
    /** Socket.IO asks it about each new client. */
    admit(
      request: IncomingMessage,
      decide: (problem: string | null | undefined, may: boolean) => void,
    ): void {
      if (!isOpen) request.socket.destroy();
      decide(isOpen ? null : 'This node is leaving.', isOpen);
    },

    /** Resolves when no client is left. */
    async handOver({ spreadMs = 7_000, patienceMs = 9_000, batchMs = 100 }: Pace = {}): Promise<void> {
      isOpen = false;
      const startedAt = performance.now();
      const batch = Math.max(fewest, Math.ceil((io().engine.clientsCount * batchMs) / spreadMs));
      for (;;) {
        const waiting = clientsOf(io());
        if (waiting.size === 0) return;
        const isOver = performance.now() - startedAt > patienceMs;
        const free = [...waiting].filter(([, isBusy]) => isOver || !isBusy).map(([client]) => client);
        for (const client of byChance(free, random).slice(0, isOver ? undefined : batch)) client.close();
        await new Promise((resolve) => setTimeout(resolve, batchMs));
      }
    },
  };
}

/** Every client's connection, and whether a request of it is being answered. */
function clientsOf(io: SocketServer): Map<Connection, boolean> {
  const clients = new Map<Connection, boolean>();
  for (const { sockets } of io._nsps.values())
    for (const { conn, data } of sockets.values())
      clients.set(conn, clients.get(conn) === true || (data.running ?? 0) > 0);
  return clients;
}

function byChance<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
