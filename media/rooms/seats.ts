import type { ParticipantId } from '#contracts/call/call.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { TicketClaims } from '#contracts/visits/ticket.ts';
import type { Now } from '#platform/clock.ts';
import { Peer, type SocketRef } from './peer.ts';

type Deps = {
  now: Now;
  mostPeers: number;
  awayMs: number;
  /** Of the patient side, as far as it is known; else tickets say. */
  isPatientAdmitted: () => boolean | undefined;
  /** The same person came in from another window. */
  onUnseated: (peer: Peer) => void;
  onAwayTooLong: (peer: Peer) => void;
};
export type Seat = { participantId: ParticipantId; ticket: TicketClaims; socket: SocketRef };

/** The places in a room. A person has one; it is kept for a while when both socket and media are gone. */
export class Seats {
  readonly peers = new Map<ParticipantId, Peer>();
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Gives a participant its place, or its own place back. Refuses `ticket_invalid` and `not_permitted`. */
  take({ participantId, ticket, socket }: Seat): Peer {
    const known = this.peers.get(participantId);
    if (known && known.ticket.userId !== ticket.userId)
      throw new Refusal('ticket_invalid', 'This place in the call belongs to somebody else.');
    const peer = known ?? this.#add(participantId, ticket);
    peer.socket = socket;
    clearTimeout(peer.leaveTimer);
    return peer;
  }

  holds(peer: Peer): boolean {
    return this.peers.get(peer.participantId) === peer;
  }

  remove(peer: Peer): void {
    this.peers.delete(peer.participantId);
    clearTimeout(peer.leaveTimer);
  }

  /** Begins to count once nothing of the participant is left. */
  keepForAWhile(peer: Peer): void {
    clearTimeout(peer.leaveTimer);
    if (!peer.isAway) return;
    const { awayMs, onAwayTooLong } = this.#deps;
    peer.leaveTimer = setTimeout(() => onAwayTooLong(peer), awayMs).unref();
  }

  #add(participantId: ParticipantId, ticket: TicketClaims): Peer {
    const { mostPeers, isPatientAdmitted, onUnseated, now } = this.#deps;
    for (const other of this.peers.values()) {
      if (other.ticket.userId !== ticket.userId) continue;
      this.remove(other);
      onUnseated(other);
    }
    if (this.peers.size >= mostPeers) throw new Refusal('not_permitted', 'Nobody else fits into this call.');
    const isAdmitted = ticket.side === 'care' || (isPatientAdmitted() ?? ticket.isAdmitted);
    const peer = new Peer({ participantId, ticket, joinedAt: now(), isAdmitted });
    this.peers.set(participantId, peer);
    return peer;
  }
}
