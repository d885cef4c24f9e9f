import type { RoomRef } from '#contracts/define.ts';
import type { NodeId, TenantId } from '#contracts/ids.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { Room } from '../rooms/room.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { describeSession } from './describe-session.ts';

type Deps = { rooms: Rooms; announce: Announcer; nodeId: NodeId; everyMs?: number };

export const watchers: RoomRef = { kind: 'sessions', id: 'all' };

/** Tells admins of calls that begin, change and end: each call at most once in `everyMs`. */
export class SessionFeed {
  readonly #deps: Deps;
  readonly #due = new Map<Room, NodeJS.Timeout>();

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.rooms.on('opened', (room) => {
      room.on('changed', () => this.#onChanged(room));
    });
    deps.rooms.on('closed', (room) => this.#onClosed(room));
  }

  close(): void {
    for (const timer of this.#due.values()) clearTimeout(timer);
    this.#due.clear();
  }

  #onChanged(room: Room): void {
    if (this.#due.has(room)) return;
    const timer = setTimeout(() => {
      this.#due.delete(room);
      if (!room.isClosed)
        this.#deps.announce.tell(
          SessionsSocket,
          this.#to(room.tenantId),
          'session:changed',
          describeSession(room, this.#deps.nodeId),
        );
    }, this.#deps.everyMs ?? 1_000);
    this.#due.set(room, timer.unref());
  }

  #onClosed(room: Room): void {
    clearTimeout(this.#due.get(room));
    this.#due.delete(room);
    this.#deps.announce.tell(SessionsSocket, this.#to(room.tenantId), 'session:ended', {
      visitId: room.visitId,
    });
  }

  #to(tenantId: TenantId) {
    return { tenantId, rooms: [watchers] };
  }
}
