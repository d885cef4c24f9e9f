import type { Participant, ParticipantId, SourceState } from '#contracts/call/call.ts';
import type { Source, TicketClaims } from '#contracts/visits/ticket.ts';
import type { PeerMedia } from './peer-media.ts';
import type { OwnReport } from '../quality/quality.ts';

/** An unbroken media connection, as the attendance log knows it. */
export type OpenConnection = {
  connectionId: string;
  connectedAt: number;
  /** The same moment on the clock that nobody sets. */
  startedAt: number;
  epoch: number;
};

/** A socket, and the signaling node that holds it if that is another process, and the region of that. */
export type SocketRef = {
  connectionId: string;
  nodeId?: string | undefined;
  region?: string | undefined;
};

/** One participant's place in a room. It outlives sockets, transports and the room's worker. */
export class Peer {
  readonly participantId: ParticipantId;
  readonly ticket: TicketClaims;
  readonly joinedAt: number;
  /** The socket through which it speaks, while it has one. */
  socket: SocketRef | undefined;
  isAdmitted: boolean;
  media: PeerMedia | undefined;
  /** Counts its joins, so that an older one that is still under way knows that it came too late. */
  joins = 0;
  connection: OpenConnection | undefined;
  report: OwnReport | undefined;
  quality: number | undefined;
  leaveTimer: NodeJS.Timeout | undefined;
  resendTimer: NodeJS.Timeout | undefined;
  readonly sources: Record<Source, SourceState> = { microphone: 'off', camera: 'off', screen: 'off' };

  constructor(place: {
    participantId: ParticipantId;
    ticket: TicketClaims;
    joinedAt: number;
    isAdmitted: boolean;
  }) {
    this.participantId = place.participantId;
    this.ticket = place.ticket;
    this.joinedAt = place.joinedAt;
    this.isAdmitted = place.isAdmitted;
  }

  get side() {
    return this.ticket.side;
  }

  get isAway(): boolean {
    return !this.media?.isConnected && this.socket === undefined;
  }

  get isSending(): boolean {
    const { microphone, camera, screen } = this.sources;
    return microphone !== 'off' || camera !== 'off' || screen !== 'off';
  }

  describe(): Participant {
    const { userId, name, role, side } = this.ticket;
    return {
      participantId: this.participantId,
      userId,
      name,
      role,
      side,
      isAdmitted: this.isAdmitted,
      connection: this.media?.isConnected ? 'connected' : this.isAway ? 'away' : 'connecting',
      sources: { ...this.sources },
      ...(this.quality !== undefined && { quality: this.quality }),
      joinedAt: this.joinedAt,
    };
  }
}
