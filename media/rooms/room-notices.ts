import type { NoticeName, NoticeOf, RoomRef } from '#contracts/define.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { Peer } from './peer.ts';

/** Tells everybody in a visit, or one participant. */
export type TellCall = <N extends NoticeName<CallSocket>>(
  to: Pick<Peer, 'participantId'> | 'visit',
  notice: N,
  data: NoticeOf<CallSocket, N>,
) => void;

export function createTellCall(
  announce: Announcer,
  { tenantId, visitId }: { tenantId: TenantId; visitId: VisitId },
): TellCall {
  return (to, notice, data) => {
    const room: RoomRef =
      to === 'visit' ? { kind: 'visit', id: visitId } : { kind: 'participant', id: to.participantId };
    announce.tell(CallSocket, { tenantId, rooms: [room] }, notice, data);
  };
}
