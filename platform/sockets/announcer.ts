import type { NoticeName, NoticeOf, RoomRef, SocketContract } from '#contracts/define.ts';
import type { TenantId, UserId } from '#contracts/ids.ts';

/** The socket.io room of a reference. Every room carries its tenant. */
export const roomName = (tenantId: string, room: RoomRef): string => `${tenantId}/${room.kind}/${room.id}`;

/** Tells notices to whoever listens in a room, on whichever node they are connected. At most once; never stored. */
export interface Announcer {
  tell<C extends SocketContract, N extends NoticeName<C>>(
    contract: C,
    to: { tenantId: TenantId; rooms: readonly RoomRef[]; exceptConnection?: string },
    notice: N,
    data: NoticeOf<C, N>,
  ): void;
  /** Closes every socket of a person, as after "sign out everywhere". */
  disconnectUser(tenantId: TenantId, userId: UserId): void;
}
