import type { CallJoined, ParticipantId } from '#contracts/call/call.ts';
import type { VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketPort } from '../api/socket-port.ts';
import type { DownClock } from './down-clock.ts';
import { LeavingMedia } from './leaving-media.ts';
import type { LocalSources } from './local-sources.ts';
import type { RemoteSources } from './remote-sources.ts';
import type { SfuDevice, SfuMedia, SfuSide, SfuWire } from './sfu/sfu-device.ts';

type Deps = {
  socket: SocketPort<CallSocket>;
  device: SfuDevice;
  visitId: VisitId;
  participantId: ParticipantId;
  ticket: () => Promise<string>;
  local: LocalSources;
  remote: RemoteSources;
  down: DownClock;
  onJoined: (joined: CallJoined) => void;
  onRefused: (refusal: Refusal) => void;
};

/** Asking again would be answered the same. */
const final = new Set(['ticket_invalid', 'visit_closed', 'not_permitted', 'not_found', 'invalid_input']);
const ofTickets = new Set(['ticket_invalid', 'token_expired']);
const retryMs = { first: 200, longest: 2_000 };
/** How long a broken connection may take to mend after an ICE restart. */
const mendMs = 4_000;
/** Asked so often in vain whether all is well, it makes new connections whatever the server thinks. */
const mostSilences = 4;

/** The way into the call: joins, joins again when something is lost, and keeps the media connections. */
export class CallLink {
  readonly #deps: Deps;
  readonly #leaving: LeavingMedia;
  #media: SfuMedia | undefined;
  /** The room is elsewhere, but what is connected still carries. */
  #isHandedOver = false;
  #epoch = 0;
  #wantedEpoch = 0;
  #isMediaDead = false;
  /** The network changed, and the connections have not heard of it. */
  #isRestartOwed = false;
  #isResting = false;
  #isJoining = false;
  #isAskedAgain = false;
  #isClosed = false;
  #silences = 0;
  /** The ticket that was good the last time; asking for another takes a turnaround. */
  #ticket: string | undefined;
  #isTicketKept = false;
  #mending: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#leaving = new LeavingMedia(() => deps.remote.letGo());
  }

  get isJoining(): boolean {
    return this.#isJoining;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get media(): SfuMedia | undefined {
    return this.#media;
  }

  /** Joins now, or once more after the join that is under way. */
  join(): void {
    if (this.#isClosed) return;
    if (this.#isJoining) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isJoining = true;
    this.#run().catch(() => {
      // Every error of a join is handled where it happens.
    });
  }

  /**
   * The room is elsewhere; what was connected is gone, or goes on until the new connections carry. Where it is only this
   * participant that moves, the room is the one that it is in.
   */
  move(epoch: number, { isHandedOver = false, isYoursAlone = false } = {}): void {
    if (isYoursAlone && epoch === this.#epoch && epoch >= this.#wantedEpoch) return this.#connectAnew();
    if (epoch <= this.#epoch || epoch <= this.#wantedEpoch) return;
    this.#wantedEpoch = epoch;
    this.#isHandedOver = isHandedOver && this.#media !== undefined && !this.#isMediaDead;
    if (this.#isHandedOver) return this.join();
    this.#deps.down.set('moved', true);
    this.#isMediaDead = true;
    // A join under way asked the new room or will be told to ask again by its old epoch.
    if (!this.#isJoining) this.join();
    // Closing takes the browser a while, which passes while the answer is on its way.
    this.#closeMedia();
  }

  #connectAnew(): void {
    this.#deps.down.set('moved', true);
    this.#isMediaDead = true;
    // One that is under way may ask to keep what is gone.
    this.join();
  }

  /** Gives up all media while it is long before one's turn, or connects it again; the place is kept. */
  setResting(isResting: boolean): void {
    if (isResting === this.#isResting) return;
    this.#isResting = isResting;
    this.join();
  }

  /** Fetches a ticket that says what is so now, for whenever it is needed. */
  async renewTicket(): Promise<void> {
    const ticket = await this.#deps.ticket();
    this.#ticket = ticket;
  }

  onSilence(): void {
    this.#deps.down.set('silence', true);
    if (++this.#silences >= mostSilences) this.#isMediaDead = true;
    this.join();
  }

  onSound(): void {
    this.#silences = 0;
    this.#deps.down.set('silence', false);
  }

  /** New ways for the same connections, as after a change of network. */
  restartIce(): void {
    this.#restartBoth(() => {
      // The socket was not on the new network yet: once more when it is.
      this.#isRestartOwed = true;
    });
  }

  #restartBoth(onFailure: () => void): void {
    for (const side of ['send', 'receive'] as const) this.#restartIce(side).catch(onFailure);
  }

  /** Whatever goes wrong now: if the connections do not come back by themselves, new ones are made. */
  #makeGoodRestart(): void {
    if (!this.#isRestartOwed) return;
    this.#isRestartOwed = false;
    this.#restartBoth(() => undefined);
  }

  close(): void {
    this.#isClosed = true;
    this.#closeMedia();
  }

  async #run(): Promise<void> {
    try {
      await this.#joinUntilIn();
    } finally {
      this.#isJoining = false;
    }
  }

  async #joinUntilIn(): Promise<void> {
    for (let waitMs = retryMs.first; !this.#isClosed && this.#deps.socket.isConnected; ) {
      this.#isAskedAgain = false;
      try {
        const joined = await this.#ask();
        if (this.#isClosed) return;
        if (joined.snapshot.epoch >= this.#wantedEpoch) this.#apply(joined);
        if (!this.#isAskedAgain && joined.snapshot.epoch >= this.#wantedEpoch) return;
      } catch (error) {
        if (this.#isClosed) return;
        if (error instanceof Refusal && ofTickets.has(error.code) && this.#dropKeptTicket()) continue;
        if (error instanceof Refusal && final.has(error.code)) return this.#deps.onRefused(error);
        const hintMs = error instanceof Refusal ? error.retryAfterMs : undefined;
        await pause(hintMs ?? waitMs);
        waitMs = Math.min(retryMs.longest, waitMs * 2);
      }
    }
  }

  /** Whether the refused ticket was an old one, so that a new one may do. */
  #dropKeptTicket(): boolean {
    this.#ticket = undefined;
    return this.#isTicketKept;
  }

  async #ask(): Promise<CallJoined> {
    const { socket, device, visitId, participantId, ticket } = this.#deps;
    this.#isTicketKept = this.#ticket !== undefined;
    this.#ticket ??= await ticket();
    const isResting = this.#isResting;
    const mayKeep =
      !isResting && this.#media !== undefined && !this.#isMediaDead && this.#epoch >= this.#wantedEpoch;
    return socket.request('call:join', {
      visitId,
      participantId,
      ticket: this.#ticket,
      rtpCapabilities: device.rtpCapabilities,
      ...(mayKeep && { heldEpoch: this.#epoch }),
      ...(isResting && { isResting }),
      ...(!isResting && !mayKeep && this.#epoch > 0 && { resumes: this.#resumes() }),
    });
  }

  /** What goes on over new connections as it was over those that are gone. */
  #resumes() {
    const { local, remote } = this.#deps;
    return { sources: local.resume(), others: remote.senders };
  }

  #apply(joined: CallJoined): void {
    const { local, remote, participantId, onJoined } = this.#deps;
    this.#epoch = joined.snapshot.epoch;
    if (joined.transports) this.#openMedia(joined, joined.transports);
    else if (this.#isResting) this.#rest();
    else {
      const self = joined.snapshot.participants.find((one) => one.participantId === participantId);
      if (self) local.reconcile(self.sources);
      remote.reconcile(joined.consumers);
      this.#deps.down.set('moved', false);
      this.#makeGoodRestart();
    }
    onJoined(joined);
  }

  /** Both connections at once: nothing here waits for the other, nor for the server. */
  #openMedia(
    { iceServers, consumers, resumed }: CallJoined,
    transports: NonNullable<CallJoined['transports']>,
  ): void {
    const { device, local, remote } = this.#deps;
    const isKept = this.#isHandedOver && !this.#isMediaDead;
    this.#isHandedOver = false;
    if (isKept) this.#leaveMedia();
    else this.#closeMedia();
    const media: SfuMedia = device.openMedia(
      { transports, iceServers },
      this.#wire(() => media),
    );
    this.#media = media;
    this.#isMediaDead = false;
    this.#isRestartOwed = false;
    local.attach(media, resumed);
    remote.attach(media, consumers, { isKept });
    if (transports.receive.sctpParameters && consumers.length === 0)
      media.openReceiving().catch(() => this.#onMediaDead(media));
  }

  #rest(): void {
    this.#closeMedia();
    this.#media = undefined;
    this.#deps.remote.reconcile([]);
    for (const reason of ['moved', 'transport', 'silence'] as const) this.#deps.down.set(reason, false);
  }

  #leaveMedia(): void {
    this.#stopMending();
    this.#deps.local.detach();
    if (this.#media) this.#leaving.leave(this.#media);
  }

  #closeMedia(): void {
    this.#stopMending();
    this.#deps.local.detach();
    this.#media?.close();
    this.#leaving.close();
  }

  #stopMending(): void {
    clearTimeout(this.#mending);
    this.#mending = undefined;
  }

  #wire(media: () => SfuMedia): SfuWire {
    const { socket, visitId, participantId, local } = this.#deps;
    return {
      connect: (request) => {
        socket
          .request('call:connect', { visitId, participantId, ...request })
          .catch(() => this.#onMediaDead(media()));
      },
      produce: (request) => local.produce(request),
      onConnection: (side, state) => this.#onConnection(media(), side, state),
    };
  }

  #onConnection(media: SfuMedia, side: SfuSide, state: RTCPeerConnectionState): void {
    if (media !== this.#media || this.#isClosed) return;
    if (state === 'failed') return this.#onMediaDead(media);
    if (state === 'disconnected') {
      this.#deps.down.set('transport', true);
      this.#mending ??= setTimeout(() => this.#onMediaDead(media), mendMs);
      this.#restartIce(side).catch(() => undefined);
    }
    if (state !== 'connected') return;
    this.#deps.down.set('moved', false);
    const isWhole = (['send', 'receive'] as const).every((one) => !isBroken(media.state(one)));
    if (!isWhole) return;
    this.#stopMending();
    this.#deps.down.set('transport', false);
  }

  #onMediaDead(media: SfuMedia): void {
    if (media !== this.#media || this.#isClosed) return;
    this.#mending = undefined;
    this.#isMediaDead = true;
    this.#deps.down.set('transport', true);
    this.join();
  }

  async #restartIce(side: SfuSide): Promise<void> {
    const { socket, visitId, participantId } = this.#deps;
    const media = this.#media;
    if (!media || this.#isMediaDead || media.state(side) === 'new') return;
    const transportId = media.transportIds[side];
    const { iceParameters } = await socket.request('ice:restart', { visitId, participantId, transportId });
    if (media === this.#media) await media.restartIce(side, iceParameters);
  }
}

const isBroken = (state: RTCPeerConnectionState) => state === 'disconnected' || state === 'failed';
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
