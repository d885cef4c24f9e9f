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
  readonly #due = new Set<Room>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.rooms.on('opened', (room) => {
      room.on('changed', () => {
        this.#due.add(room);
        this.#timer ??= setTimeout(() => this.#tellDue(), deps.everyMs ?? 1_000).unref();
      });
    });
    deps.rooms.on('closed', (room) => this.#onClosed(room));
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tellDue(): void {
    const { announce, nodeId } = this.#deps;
    this.#timer = undefined;
    for (const room of this.#due)
      announce.tell(
        SessionsSocket,
        this.#to(room.tenantId),
        'session:changed',
        describeSession(room, nodeId),
      );
    this.#due.clear();
  }

  #onClosed(room: Room): void {
    this.#due.delete(room);
    // Where it runs now it is told of.
    if (room.isElsewhere) return;
    this.#deps.announce.tell(SessionsSocket, this.#to(room.tenantId), 'session:ended', {
      visitId: room.visitId,
    });
  }

  #to(tenantId: TenantId) {
    return { tenantId, rooms: [watchers] };
  }
}
