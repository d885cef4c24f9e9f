import { EventEmitter } from 'node:events';
import type { CallJoined, ParticipantId } from '#contracts/call/call.ts';
import type { InputOf } from '#contracts/define.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import { Source } from '#contracts/visits/ticket.ts';
import type { EndOfConnection } from '../attendance/attendance-log.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { RoomFeeds } from '../feeds/room-feeds.ts';
import { toRtpCapabilities } from './from-browser.ts';
import { Connections } from '../attendance/connections.ts';
import { mayPublish } from '../sources/may-publish.ts';
import { Arrivals } from '../transports/arrivals.ts';
import { Making } from './making.ts';
import type { Peer } from './peer.ts';
import { PeerMedia } from './peer-media.ts';
import { RoomBoard } from './room-board.ts';
import type { RoomDeps } from './room-deps.ts';
import { consentSeconds } from '../outlets/local-outlet.ts';
import type { Outlet } from '../outlets/outlet.ts';
import { createTellCall, type TellCall } from './room-notices.ts';
import { type Seat, Seats } from './seats.ts';

type Visit = {
  tenantId: TenantId;
  visitId: VisitId;
  /** Absent while visits is away: then the tickets of those who come say what was so when they were written. */
  isPatientAdmitted: boolean | undefined;
};
/** How long a browser that joined again may take to send again what it sent before. */
const resendMs = 5_000;

type Joining = Pick<
  InputOf<CallSocket, 'call:join'>,
  'rtpCapabilities' | 'heldEpoch' | 'isResting' | 'resumes'
>;
type Resuming = NonNullable<Joining['resumes']>;
type Joined = Omit<CallJoined, 'iceServers'>;

/** How long something was over before it was noticed. */
type Noticed = { agoMs?: number };

/** A visit's call while it runs: who is in it, and what flows between them. Its media is made again when a worker dies. */
export class Room extends EventEmitter<{ changed: []; closed: [] }> {
  readonly tenantId: TenantId;
  readonly visitId: VisitId;
  readonly startedAt: number;
  readonly feeds: RoomFeeds;
  readonly #deps: RoomDeps;
  readonly #board: RoomBoard;
  readonly #tell: TellCall;
  readonly #connections: Connections;
  readonly #seats: Seats;
  readonly #making: Making;
  readonly arrivals = new Arrivals();
  #isPatientAdmitted: boolean | undefined;
  #isElsewhere = false;
  #isClosed = false;

  /** The room takes joins at once; they wait for its media. */
  constructor(visit: Visit, deps: RoomDeps) {
    super();
    this.tenantId = visit.tenantId;
    this.visitId = visit.visitId;
    this.startedAt = deps.now();
    this.#deps = deps;
    this.#isPatientAdmitted = visit.isPatientAdmitted;
    const tell = createTellCall(deps.announce, visit);
    this.#tell = (to, notice, data) => {
      if (!this.#isElsewhere) tell(to, notice, data);
    };
    this.#connections = new Connections({ ...deps, ...visit });
    const epoch = deps.nextEpoch();
    this.#board = new RoomBoard({
      visitId: visit.visitId,
      epoch,
      tell: ({ name, data }) => this.#tell('visit', name, data),
    });
    this.#seats = new Seats({
      ...deps,
      isPatientAdmitted: () => this.#isPatientAdmitted,
      onUnseated: (peer) => this.#unseat(peer),
      onAwayTooLong: (peer) => this.leave(peer, 'lost'),
    });
    this.feeds = new RoomFeeds({
      peers: this.peers,
      place: () => ({ visitId: this.visitId, epoch: this.epoch }),
      tell: this.#tell,
    });
    const { pickWorker, lenders } = deps;
    const { tenantId, visitId } = visit;
    const onUnfit = (outlet: Outlet) => this.#bringElsewhere(outlet);
    this.#making = new Making({ pickWorker, borrowing: { lenders, room: { tenantId, visitId }, onUnfit } });
  }

  get peers(): ReadonlyMap<ParticipantId, Peer> {
    return this.#seats.peers;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether another node has the room, and this is what is left of it here. */
  get isElsewhere(): boolean {
    return this.#isElsewhere;
  }

  /** Whether nobody's media is connected. */
  get isDeserted(): boolean {
    return [...this.peers.values()].every(({ media }) => !media?.isConnected);
  }

  get snapshot() {
    return this.#board.snapshot;
  }

  get epoch(): number {
    return this.#board.snapshot.epoch;
  }

  get worker(): MediaWorker | undefined {
    return this.#making.worker;
  }

  /** Whether any of its media is on this worker. */
  runsOn(worker: MediaWorker): boolean {
    return this.#making.runsOn(worker);
  }

  /** Gives a participant its place, or its own place back. A person has one: the earlier window loses it. */
  seat(seat: Seat): Peer {
    return this.#seats.take(seat);
  }

  /** All that the browser needs; transports that it still holds are kept. */
  async join(
    peer: Peer,
    { rtpCapabilities, heldEpoch, isResting = false, resumes }: Joining,
  ): Promise<Joined> {
    // Whoever was let in meanwhile rests no longer.
    if (isResting && !peer.isAdmitted) return this.#rest(peer);
    const kept = heldEpoch === this.epoch && peer.media && !peer.media.isClosed ? peer.media : undefined;
    const media = kept ?? (await this.#openPeerMedia(peer, toRtpCapabilities(rtpCapabilities), resumes));
    this.show(peer);
    return {
      snapshot: this.snapshot,
      ...(!kept && { transports: media.describe() }),
      consumers: [...media.feeds.values()].map((feed) => feed.describe()),
      ...(!kept && resumes && { resumed: [...media.sources.keys()] }),
    };
  }

  /** Tells everybody how a participant stands now. */
  show(peer: Peer): void {
    if (this.#isClosed || !this.#seats.holds(peer)) return;
    if (this.#board.put(peer.describe())) this.emit('changed');
  }

  /** Lets the patient side be seen and heard, or no longer: nothing is negotiated, the SFU only lets flow. */
  async admitPatients(isAdmitted: boolean): Promise<void> {
    this.#isPatientAdmitted = isAdmitted;
    const patients = [...this.peers.values()].filter(({ side }) => side === 'patient');
    for (const peer of patients) peer.isAdmitted = isAdmitted;
    const flowing = this.feeds.update();
    for (const peer of patients) this.show(peer);
    await flowing;
  }

  socketLost(peer: Peer): void {
    peer.socket = undefined;
    this.#seats.keepForAWhile(peer);
    this.show(peer);
  }

  leave(peer: Peer, reason: EndOfConnection['reason'], noticed: Noticed = {}): void {
    if (!this.#seats.holds(peer)) return;
    this.#seats.remove(peer);
    this.#connections.end(peer, reason, noticed);
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
    this.#making.renew();
    for (const peer of this.peers.values()) {
      this.#connections.end(peer, 'room_moved');
      this.#closeMedia(peer);
    }
    this.#board.restart(
      epoch,
      [...this.peers.values()].map((peer) => peer.describe()),
    );
    for (const peer of this.peers.values()) this.#seats.keepForAWhile(peer);
    this.emit('changed');
  }

  /** Another node has the room: from here nobody is told anything any more. */
  fallSilent(): void {
    this.#isElsewhere = true;
  }

  /** Ends the call for everybody. */
  end(): void {
    if (this.#isClosed) return;
    this.#tell('visit', 'call:ended', { visitId: this.visitId, reason: 'visit_ended' });
    this.close('visit_ended');
  }

  close(reason: EndOfConnection['reason'] = 'left', noticed: Noticed = {}): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const peer of this.peers.values()) this.leave(peer, reason, noticed);
    this.#making.close();
    this.emit('closed');
  }

  /**
   * What another node lent is gone, or goes out of service: those who receive there join again, nobody else does. Until
   * they do, what still flows goes on.
   */
  #bringElsewhere(outlet: Outlet): void {
    for (const peer of this.peers.values()) {
      if (peer.media?.outlet !== outlet) continue;
      const { visitId, epoch } = this;
      this.#tell(peer, 'call:moved', { visitId, epoch, isYoursAlone: true });
      if (!outlet.isClosed) continue;
      this.#connections.end(peer, 'room_moved');
      this.#closeMedia(peer);
      this.#seats.keepForAWhile(peer);
      this.show(peer);
    }
  }

  /** Keeps the place without any media. */
  #rest(peer: Peer): Joined {
    peer.joins++;
    this.#connections.end(peer, 'left');
    this.#closeMedia(peer);
    for (const source of Source.options) peer.sources[source] = 'off';
    this.show(peer);
    return { snapshot: this.snapshot, consumers: [] };
  }

  #unseat(peer: Peer): void {
    this.#tell(peer, 'call:ended', { visitId: this.visitId, reason: 'joined_elsewhere' });
    this.#connections.end(peer, 'left');
    this.#closeMedia(peer);
    this.#board.remove(peer.participantId);
  }

  async #openPeerMedia(
    peer: Peer,
    rtpCapabilities: ReturnType<typeof toRtpCapabilities>,
    resumes: Resuming | undefined,
  ): Promise<PeerMedia> {
    const joins = ++peer.joins;
    this.#connections.end(peer, 'lost');
    this.#closeMedia(peer);
    const room = await this.#making.demand();
    const hasData = resumes !== undefined || this.feeds.sentToOthersThan(peer).length === 0;
    const media = await PeerMedia.create({ room, rtpCapabilities, hasData, region: peer.socket?.region });
    const isStillWanted = peer.joins === joins && this.#seats.holds(peer) && !room.isClosed;
    if (!isStillWanted) {
      media.close();
      throw new Refusal('unavailable', 'The call moved meanwhile; join again.', { retryAfterMs: 0 });
    }
    peer.media = media;
    media.on('connected', () => this.#onConnected(peer, media));
    media.on('disconnected', (isSudden) => this.#onDisconnected(peer, media, isSudden));
    // Whoever sent nothing before has nothing to send again.
    if (peer.isSending)
      peer.resendTimer = setTimeout(() => this.#forgetUnsent(peer, media), resendMs).unref();
    if (resumes) await this.#resume(peer, media, resumes);
    media.isBack = true;
    this.arrivals.look();
    await this.feeds.openAll(peer);
    return media;
  }

  /** Takes up what was sent before a move, and waits for the others a little. */
  async #resume(peer: Peer, media: PeerMedia, { sources, others }: Resuming): Promise<void> {
    const { participantId } = peer;
    for (const one of sources.filter((source) => mayPublish(peer, source))) {
      // What cannot be taken up is sent anew.
      const sent = await media.resume({ ...one, participantId }).catch(() => undefined);
      if (!sent) continue;
      peer.sources[one.source] = sent.isMuted ? 'muted' : 'live';
      await this.feeds.offer(sent);
    }
    media.isBack = true;
    this.arrivals.note(media);
    const isOtherBack = (other: Peer) => other !== peer && other.media?.isBack === true;
    await this.arrivals.wait(peer, () => [...this.peers.values()].filter(isOtherBack).length >= others);
  }

  /** Sources are kept over a move, so that no tile flickers; those that did not come back are off. */
  #forgetUnsent(peer: Peer, media: PeerMedia): void {
    if (peer.media !== media) return;
    for (const source of Source.options) if (!media.sources.has(source)) peer.sources[source] = 'off';
    this.show(peer);
  }

  /** The place is let go of first, so that the end of its media is no news. */
  #closeMedia(peer: Peer): void {
    const { media } = peer;
    clearTimeout(peer.resendTimer);
    peer.media = undefined;
    media?.close();
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
    const reason = this.#isElsewhere ? 'room_moved' : 'lost';
    this.#connections.end(peer, reason, { agoMs: isSudden ? consentSeconds * 1_000 : 0 });
    this.#seats.keepForAWhile(peer);
    this.show(peer);
  }
}
