import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const broadcast = 3;
const Broadcast = z.object({
  type: z.literal(broadcast),
  data: z.object({
    requestId: z.undefined().optional(),
    opts: z.object({ rooms: z.array(z.string()).min(2) }),
  }),
});
const start = '{"told":"';
const idBytes = 36;
const mostRemembered = 10_000;

export type Told = { rooms: string[]; message: string };

/**
 * A message of Socket.IO's adapter to several rooms at once, which it would send to every node there is. With an id of its own it
 * can go to each room's channel instead, and so only to nodes that hold one of them. Nothing for any other message.
 */
export function toldToRooms(message: string | Buffer): Told | undefined {
  if (typeof message !== 'string') return undefined;
  const parsed = Broadcast.safeParse(JSON.parse(message));
  if (!parsed.success) return undefined;
  return { rooms: parsed.data.data.opts.rooms, message: `${start}${randomUUID()}",${message.slice(1)}` };
}

/** Says of each message that was heard whether it is the first of its id; one without an id always is. */
export function createFirstHeard(): (message: Buffer) => boolean {
  const heard = new Set<string>();
  return (message) => {
    if (message.toString('latin1', 0, start.length) !== start) return true;
    const id = message.toString('latin1', start.length, start.length + idBytes);
    if (heard.has(id)) return false;
    heard.add(id);
    if (heard.size > mostRemembered) heard.delete(heard.values().next().value ?? '');
    return true;
  };
}
