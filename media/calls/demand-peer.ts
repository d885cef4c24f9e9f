import type { ParticipantId } from '#contracts/call/call.ts';
import type { VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { Peer } from '../rooms/peer.ts';
import type { PeerMedia } from '../rooms/peer-media.ts';
import type { Room } from '../rooms/room.ts';
import type { Rooms } from '../rooms/rooms.ts';

type InCall = { visitId: VisitId; participantId: ParticipantId };

/** The caller's own place in the call. Refuses `not_in_call`. */
export function demandPeer(
  rooms: Rooms,
  { actor }: SocketCaller,
  { visitId, participantId }: InCall,
): { room: Room; peer: Peer } {
  const room = rooms.findNow({ tenantId: actor.tenantId, visitId });
  const peer = room?.peers.get(participantId);
  if (!room || peer?.ticket.userId !== actor.userId)
    throw new Refusal('not_in_call', 'You are not in this call; join again.');
  return { room, peer };
}

/** The same with media that stands. Refuses `transport_gone` too. */
export function demandMedia(
  rooms: Rooms,
  caller: SocketCaller,
  input: InCall,
): { room: Room; peer: Peer; media: PeerMedia } {
  const { room, peer } = demandPeer(rooms, caller, input);
  if (!peer.media || peer.media.isClosed)
    throw new Refusal('transport_gone', 'Your media is no longer there; join again.');
  return { room, peer, media: peer.media };
}
