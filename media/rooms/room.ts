import { EventEmitter } from 'node:events';
import type { CallJoined, ParticipantId } from '#contracts/call/call.ts';
import type { InputOf } from '#contracts/define.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import { Source, type TicketClaims } from '#contracts/visits/ticket.ts';
import type { EndOfConnection } from '../attendance/attendance-log.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import type { Feed } from '../feeds/feed.ts';
import { openFeed } from '../feeds/open-feed.ts';
import { toRtpCapabilities } from './from-browser.ts';
import { Connections } from '../attendance/connections.ts';
import { Peer, type SocketRef } from './peer.ts';
import { PeerMedia } from './peer-media.ts';
import { RoomBoard } from './room-board.ts';
import type { RoomDeps } from './room-deps.ts';
import { consentSeconds, RoomMedia } from './room-media.ts';
import { createTellCall, type TellCall } from './room-notices.ts';
import type { SentSource } from '../sources/sent-source.ts';

type Visit = {
  tenantId: TenantId;
  visitId: VisitId;
  /** Absent while visits is away: then the tickets of those who come say what was so when they were written. */
  isPatientAdmitted: boolean | undefined;
};
/** How long a browser that joined again may take to send again what it sent before. */
const resendMs = 5_000;

type Seat = { participantId: ParticipantId; ticket: TicketClaims; socket: SocketRef };
type Joining = Pick<InputOf<CallSocket, 'call:join'>, 'rtpCapabilities' | 'heldEpoch'>;

/** A visit's call while it runs: who is in it, and what flows between them. Its media is made again when a worker dies. */
export class Room extends EventEmitter<{ changed: []; closed: [] }> {
  readonly tenantId: TenantId;
  readonly visitId: VisitId;
  readonly startedAt: number;
  readonly peers = new Map<ParticipantId, Peer>();
  readonly #deps: RoomDeps;
  readonly #board: RoomBoard;
  readonly #tell: TellCall;
  readonly #connections: Connections;
  #isPatientAdmitted: boolean | undefined;
  #media: Promise<RoomMedia>;
  #worker: MediaWorker | undefined;
  #isClosed = false;

  /** The room takes joins at once; they wait for its media. */
  constructor(visit: Visit, deps: RoomDeps) {
    super();
    this.tenantId = visit.tenantId;
    this.visitId = visit.visitId;
    this.startedAt = deps.now();
    this.#deps = deps;
    this.#isPatientAdmitted = visit.isPatientAdmitted;
    this.#tell = createTellCall(deps.announce, visit);
    this.#connections = new Connections({ ...deps, ...visit });
    const epoch = deps.nextEpoch();
    this.#board = new RoomBoard({
      visitId: visit.visitId,
      epoch,
      tell: ({ name, data }) => this.#tell('visit', name, data),
    });
    this.#media = this.#makeMedia();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get snapshot() {
    return this.#board.snapshot;
  }

  get epoch(): number {
    return this.#board.snapshot.epoch;
  }

  get worker(): MediaWorker | undefined {
    return this.#worker;
  }

  /** Gives a participant its place, or its own place back. A person has one: the earlier window loses it. */
  seat({ participantId, ticket, socket }: Seat): Peer {
    const known = this.peers.get(participantId);
    if (known && known.ticket.userId !== ticket.userId)
      throw new Refusal('ticket_invalid', 'This place in the call belongs to somebody else.');
    const peer = known ?? this.#newPeer(participantId, ticket);
    peer.socket = socket;
    clearTimeout(peer.leaveTimer);
    return peer;
  }

  /** All that the browser needs; transports that it still holds are kept. */
  async join(peer: Peer, { rtpCapabilities, heldEpoch }: Joining): Promise<Omit<CallJoined, 'iceServers'>> {
    const kept = heldEpoch === this.epoch && peer.media && !peer.media.isClosed ? peer.media : undefined;
    const media = kept ?? (await this.#openPeerMedia(peer, toRtpCapabilities(rtpCapabilities)));
    this.show(peer);
    return {
      snapshot: this.snapshot,
      ...(!kept && { transports: media.describe() }),
      consumers: [...media.feeds.values()].map((feed) => feed.describe()),
    };
  }

  /** Tells everybody how a participant stands now. */
  show(peer: Peer): void {
    if (this.#isClosed || this.peers.get(peer.participantId) !== peer) return;
    if (this.#board.put(peer.describe())) this.emit('changed');
  }

  /** Offers a new source to everybody else. */
  async publish(sent: SentSource): Promise<void> {
    const viewers = [...this.peers.values()].filter((peer) => peer.participantId !== sent.participantId);
    await Promise.all(viewers.map((viewer) => this.#offer(viewer, sent)));
  }

  /** Lets the patient side be seen and heard, or no longer: nothing is negotiated, the SFU only lets flow. */
  async admitPatients(isAdmitted: boolean): Promise<void> {
    this.#isPatientAdmitted = isAdmitted;
    const patients = [...this.peers.values()].filter(({ side }) => side === 'patient');
    for (const peer of patients) peer.isAdmitted = isAdmitted;
    const flowing = this.updateFeeds();
    for (const peer of patients) this.show(peer);
    await flowing;
  }

  /** Lets every feed follow what was changed. */
  async updateFeeds(): Promise<void> {
    const feeds = [...this.peers.values()].flatMap((peer) => [...(peer.media?.feeds.values() ?? [])]);
    await Promise.all(feeds.map((feed) => feed.update()));
  }

  socketLost(peer: Peer): void {
    peer.socket = undefined;
    this.#keepPlaceForAWhile(peer);
    this.show(peer);
  }

  leave(peer: Peer, reason: EndOfConnection['reason']): void {
    if (this.peers.get(peer.participantId) !== peer) return;
    this.peers.delete(peer.participantId);
    clearTimeout(peer.leaveTimer);
    this.#connections.end(peer, reason);
    this.#closeMedia(peer);
    if (this.#isClosed) return;
    this.#board.remove(peer.participantId);
    this.emit('changed');
    if (this.peers.size === 0) this.close();
  }

  /** Makes the room's media again elsewhere and tells everybody to join again with the tracks they have. */
  move(): void {
    const epoch = this.#deps.nextEpoch();
    this.#tell('visit', 'call:moved', { visitId: this.visitId, epoch });
    const before = this.#media;
    this.#media = this.#makeMedia();
    for (const peer of this.peers.values()) {
      this.#connections.end(peer, 'room_moved');
      this.#closeMedia(peer);
    }
    before.then((media) => media.close()).catch(() => undefined);
    this.#board.restart(
      epoch,
      [...this.peers.values()].map((peer) => peer.describe()),
    );
    for (const peer of this.peers.values()) this.#keepPlaceForAWhile(peer);
    this.emit('changed');
  }

  /** Ends the call for everybody. */
  end(): void {
    if (this.#isClosed) return;
    this.#tell('visit', 'call:ended', { visitId: this.visitId, reason: 'visit_ended' });
    this.close('visit_ended');
  }

  close(reason: EndOfConnection['reason'] = 'left'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const peer of this.peers.values()) this.leave(peer, reason);
    this.#media.then((media) => media.close()).catch(() => undefined);
    this.emit('closed');
  }

  #newPeer(participantId: ParticipantId, ticket: TicketClaims): Peer {
    for (const other of this.peers.values()) if (other.ticket.userId === ticket.userId) this.#unseat(other);
    if (this.peers.size >= this.#deps.mostPeers)
      throw new Refusal('not_permitted', 'Nobody else fits into this call.');
    const isAdmitted = ticket.side === 'care' || (this.#isPatientAdmitted ?? ticket.isAdmitted);
    const peer = new Peer({ participantId, ticket, joinedAt: this.#deps.now(), isAdmitted });
    this.peers.set(participantId, peer);
    return peer;
  }

  #unseat(peer: Peer): void {
    this.#tell(peer, 'call:ended', { visitId: this.visitId, reason: 'joined_elsewhere' });
    this.peers.delete(peer.participantId);
    clearTimeout(peer.leaveTimer);
    this.#connections.end(peer, 'left');
    this.#closeMedia(peer);
    this.#board.remove(peer.participantId);
  }

  #makeMedia(): Promise<RoomMedia> {
    const media = this.#openMedia();
    // Those who join hear of a failure, and try again; until then nobody may be there to hear it.
    media.catch(() => undefined);
    return media;
  }

  async #openMedia(): Promise<RoomMedia> {
    const worker = await this.#deps.pickWorker();
    this.#worker = worker;
    return RoomMedia.create(worker);
  }

  async #openPeerMedia(
    peer: Peer,
    rtpCapabilities: ReturnType<typeof toRtpCapabilities>,
  ): Promise<PeerMedia> {
    const joins = ++peer.joins;
    this.#connections.end(peer, 'lost');
    this.#closeMedia(peer);
    const room = await this.#demandMedia();
    const hasData = this.#sentToOthersThan(peer).length === 0;
    const media = await PeerMedia.create({ room, rtpCapabilities, hasData });
    const isStillWanted =
      peer.joins === joins && this.peers.get(peer.participantId) === peer && !room.isClosed;
    if (!isStillWanted) {
      media.close();
      throw new Refusal('unavailable', 'The call moved meanwhile; join again.', { retryAfterMs: 0 });
    }
    peer.media = media;
    media.on('connected', () => this.#onConnected(peer, media));
    media.on('disconnected', (isSudden) => this.#onDisconnected(peer, media, isSudden));
    setTimeout(() => this.#forgetUnsent(peer, media), resendMs).unref();
    await Promise.all(
      this.#sentToOthersThan(peer).map((sent) => this.#openFeed(peer, sent, { isReady: true })),
    );
    // The browser finishes DTLS only after it was told of these, so their first key frame cannot be missed.
    await Promise.all([...media.feeds.values()].map((feed) => feed.setReady()));
    return media;
  }

  /** Sources are kept over a move, so that no tile flickers; those that did not come back are off. */
  #forgetUnsent(peer: Peer, media: PeerMedia): void {
    if (peer.media !== media) return;
    for (const source of Source.options) if (!media.sources.has(source)) peer.sources[source] = 'off';
    this.show(peer);
  }

  /** A room whose media could not be made tries once more for each who joins. */
  async #demandMedia(): Promise<RoomMedia> {
    const media = await this.#media.catch(() => undefined);
    if (media && !media.isClosed) return media;
    this.#media = this.#makeMedia();
    return this.#media;
  }

  /** The place is let go of first, so that the end of its media is no news. */
  #closeMedia(peer: Peer): void {
    const { media } = peer;
    peer.media = undefined;
    media?.close();
  }

  #sentToOthersThan(peer: Peer): SentSource[] {
    const others = [...this.peers.values()].filter((other) => other !== peer);
    return others.flatMap((other) => [...(other.media?.sources.values() ?? [])]);
  }

  async #offer(viewer: Peer, sent: SentSource): Promise<void> {
    const feed = await this.#openFeed(viewer, sent, { isReady: false });
    if (!feed) return;
    this.#tell(viewer, 'consumer:opened', {
      visitId: this.visitId,
      epoch: this.epoch,
      consumer: feed.describe(),
    });
  }

  async #openFeed(
    viewer: Peer,
    sent: SentSource,
    { isReady }: { isReady: boolean },
  ): Promise<Feed | undefined> {
    const sender = this.peers.get(sent.participantId);
    if (!sender) return undefined;
    const place = { visitId: this.visitId, epoch: this.epoch };
    return openFeed({ viewer, sender, sent, isReady, place, tell: this.#tell });
  }

  #onConnected(peer: Peer, media: PeerMedia): void {
    if (peer.media !== media) return;
    clearTimeout(peer.leaveTimer);
    this.#connections.begin(peer, this.epoch);
    this.show(peer);
  }

  #onDisconnected(peer: Peer, media: PeerMedia, isSudden: boolean): void {
    if (peer.media !== media) return;
    // A silent browser was last heard of when its consent was last renewed.
    this.#connections.end(peer, 'lost', { agoMs: isSudden ? consentSeconds * 1_000 : 0 });
    this.#keepPlaceForAWhile(peer);
    this.show(peer);
  }

  #keepPlaceForAWhile(peer: Peer): void {
    clearTimeout(peer.leaveTimer);
    if (!peer.isAway) return;
    peer.leaveTimer = setTimeout(() => this.leave(peer, 'lost'), this.#deps.awayMs).unref();
  }
}
