import type { ParticipantId } from '#contracts/call/call.ts';
import { type CallNotice, reduceCall } from '#contracts/call/reduce-call.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';
import type { SocketPort } from '../api/socket-port.ts';
import { CallLink } from './call-link.ts';
import { type CallState, type EndOfCall, initialCallState, phaseOf, withSnapshot } from './call-state.ts';
import { DownClock } from './down-clock.ts';
import { LocalSources } from './local-sources.ts';
import { MediaWatch } from './watches/media-watch.ts';
import { watchNetwork } from '../api/network-watch.ts';
import { createQualityFigures } from './quality-figures.ts';
import { RemoteSources } from './remote-sources.ts';
import type { SfuDevice } from './sfu/sfu-device.ts';
import { SpeakerWatch } from './watches/speaker-watch.ts';
import { type TileView, ViewSender } from './view-sender.ts';

export type CallSessionOptions = {
  socket: SocketPort<CallSocket>;
  device: SfuDevice;
  visitId: VisitId;
  /** Of this tab, kept over reloads if the place is to be taken again. */
  participantId: ParticipantId;
  /** A ticket that is good now. It is kept and asked for again when it is refused or one is admitted or sent back. */
  ticket: () => Promise<string>;
  newId?: () => string;
  /** Tells of changes of network; returns the end of it. */
  watchNetwork?: (onChange: () => void) => () => void;
};

const reportMs = 5_000;

/**
 * One participant's call from joining to its end. It keeps itself connected whatever happens to sockets, networks and
 * servers; a screen shows `state` and calls the verbs. `subscribe` and `getState` fit `useSyncExternalStore`.
 */
export class CallSession {
  readonly #options: CallSessionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #local: LocalSources;
  readonly #remote: RemoteSources;
  readonly #link: CallLink;
  readonly #watch: MediaWatch;
  readonly #speaker: SpeakerWatch;
  readonly #down: DownClock;
  readonly #views: ViewSender;
  /** Ends of listening, run once at the close. */
  readonly #ends: (() => void)[] = [];
  /** Notices that came while a join was under way; its answer may or may not hold them. */
  #waiting: (() => void)[] = [];
  #state: CallState;

  /** Joins at once; sources that are opened in the same moment go with the first join. */
  static start(options: CallSessionOptions): CallSession {
    const session = new CallSession(options);
    session.#listen();
    session.#link.join();
    return session;
  }

  private constructor(options: CallSessionOptions) {
    this.#options = options;
    const { socket, device, visitId, participantId, ticket } = options;
    const mine = { visitId, participantId };
    this.#state = { ...initialCallState(participantId), isSocketConnected: socket.isConnected };
    this.#down = new DownClock(() => this.#refresh());
    this.#local = new LocalSources({
      newId: options.newId ?? (() => crypto.randomUUID()),
      onChange: () => this.#refresh(),
      onFailed: (source) => this.#onNotSent(source),
      requests: {
        produce: (request) => socket.request('call:produce', { ...mine, ...request }),
        mute: (source, isMuted) => socket.request('source:mute', { ...mine, source, isMuted }),
        close: (source) => socket.request('source:close', { ...mine, source }),
      },
    });
    this.#views = new ViewSender({
      findConsumer: (whose, source) => this.#remote.findConsumer(whose, source),
      send: (views) => socket.request('view:set', { ...mine, views }).catch(madeGoodByJoining),
    });
    this.#remote = new RemoteSources({
      onChange: () => this.#refresh(),
      ready: (consumerIds) => {
        socket.request('call:ready', { ...mine, consumerIds }).catch(madeGoodByJoining);
        this.#views.sendSoon();
      },
    });
    this.#link = new CallLink({
      socket,
      device,
      visitId,
      participantId,
      ticket,
      local: this.#local,
      remote: this.#remote,
      down: this.#down,
      onJoined: ({ snapshot }) => {
        this.#set(withSnapshot(this.#state, snapshot, this.#down.isDown));
        for (const notice of this.#waiting.splice(0)) notice();
        this.#views.sendSoon();
      },
      onRefused: ({ code }) => this.#end('refused', code),
    });
    this.#watch = new MediaWatch({
      remote: this.#remote,
      now: () => performance.now(),
      onSilence: () => this.#link.onSilence(),
      onSound: () => this.#link.onSound(),
    });
    this.#speaker = new SpeakerWatch({
      remote: this.#remote,
      onChange: (speaker) => this.#set({ ...this.#state, speaker }),
    });
  }

  readonly getState = (): CallState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Sends a track as this source; a source that is open changes to it. The track stays the caller's to stop. */
  openSource(source: Source, track: MediaStreamTrack, options: { isMuted?: boolean } = {}): void {
    if (this.#isOver) return;
    this.#clearProblem(source);
    track.addEventListener('ended', () => this.#onTrackEnded(source, track), { once: true });
    this.#local.open(source, track, options);
  }

  setMuted(source: Source, isMuted: boolean): void {
    this.#local.setMuted(source, isMuted);
  }

  /** Changes the device behind a source without a new negotiation. */
  async replaceTrack(source: Source, track: MediaStreamTrack): Promise<void> {
    this.#clearProblem(source);
    track.addEventListener('ended', () => this.#onTrackEnded(source, track), { once: true });
    await this.#local.replaceTrack(source, track);
  }

  closeSource(source: Source): void {
    this.#local.close(source);
  }

  /** Long before one's turn: no media is connected, and it is again when one is let in or this is taken back. */
  setResting(isResting: boolean): void {
    if (!this.#isOver && !this.#state.self?.isAdmitted) this.#link.setResting(isResting);
  }

  /** All tiles as they are shown now; what is not named keeps what it had. */
  setViews(views: readonly TileView[]): void {
    this.#views.set(views);
  }

  /** The browser's statistics of the sending connection; `undefined` while there is none. */
  async sendingStats(): Promise<RTCStatsReport | undefined> {
    return this.#link.media?.stats('send');
  }

  /** Gives the place in the call up; the visit goes on. */
  async leave(): Promise<void> {
    const { socket, visitId, participantId } = this.#options;
    if (this.#isOver) return;
    const told = socket.request('call:leave', { visitId, participantId });
    this.#end('left');
    await told.catch(madeGoodByJoining);
  }

  /** Lets go of everything here without telling the server: as when the page goes. */
  close(): void {
    this.#link.close();
    this.#watch.close();
    this.#speaker.close();
    this.#down.close();
    this.#views.close();
    for (const end of this.#ends.splice(0)) end();
  }

  get #isOver(): boolean {
    return this.#state.phase === 'ended';
  }

  #listen(): void {
    const { socket } = this.#options;
    const sequenced = ['participant:joined', 'participant:changed', 'participant:left'] as const;
    for (const name of sequenced)
      this.#ends.push(
        socket.on(name, (data) => this.#inOrder(() => this.#onNotice({ name, data } as CallNotice))),
      );
    this.#ends.push(
      socket.on('consumer:opened', ({ epoch, consumer }) =>
        this.#ofEpoch(epoch, () => this.#remote.open(consumer)),
      ),
      socket.on('consumer:changed', ({ epoch, consumerId, isPaused }) =>
        this.#ofEpoch(epoch, () => this.#remote.setPaused(consumerId, isPaused)),
      ),
      socket.on('consumer:closed', ({ epoch, consumerId }) =>
        this.#ofEpoch(epoch, () => this.#remote.close(consumerId)),
      ),
      socket.on('call:moved', ({ visitId, epoch, ...how }) => {
        if (visitId === this.#options.visitId) this.#link.move(epoch, how);
      }),
      socket.on('call:ended', ({ visitId, reason }) => {
        if (visitId === this.#options.visitId) this.#end(reason);
      }),
      socket.onConnection((isConnected) => this.#onSocket(isConnected)),
      (this.#options.watchNetwork ?? watchNetwork)(() => this.#link.restartIce()),
    );
    this.#watch.start();
    this.#speaker.start();
    const figures = createQualityFigures();
    const reporting = setInterval(() => this.#report(figures).catch(madeGoodByJoining), reportMs);
    this.#ends.push(() => clearInterval(reporting));
  }

  /** While a join is under way nobody can say yet what a notice adds to. */
  #inOrder(apply: () => void): void {
    if (this.#link.isJoining) this.#waiting.push(apply);
    else apply();
  }

  #ofEpoch(epoch: number, apply: () => void): void {
    this.#inOrder(() => {
      if (epoch === this.#link.epoch) apply();
    });
  }

  #onNotice(notice: CallNotice): void {
    const { snapshot } = this.#state;
    if (notice.data.visitId !== this.#options.visitId || !snapshot || this.#isOver) return;
    const next = reduceCall(snapshot, notice);
    if (!next) return this.#link.join();
    if (next === snapshot) return;
    const { self } = this.#state;
    this.#set(withSnapshot(this.#state, next, this.#down.isDown));
    if (self?.isAdmitted === this.#state.self?.isAdmitted) return;
    this.#link.setResting(false);
    this.#link.renewTicket().catch(madeGoodByJoining);
  }

  #onSocket(isConnected: boolean): void {
    this.#set({ ...this.#state, isSocketConnected: isConnected });
    // Media goes on without the socket; only where none flows is its loss all there is to notice.
    this.#down.set('socket', !isConnected && this.#remote.flowing().length === 0);
    if (isConnected) this.#link.join();
  }

  #onTrackEnded(source: Source, track: MediaStreamTrack): void {
    if (this.#isOver || this.#state.local[source].track !== track) return;
    this.#local.close(source);
    if (source !== 'screen') this.#addProblem(source, 'track_ended');
  }

  /** A camera or microphone goes on being tried; a screen that nobody sees is not one that is shared. */
  #onNotSent(source: Source): void {
    if (source === 'screen') this.#local.close(source);
    this.#addProblem(source, 'not_sent');
  }

  #addProblem(source: Source, code: CallState['problems'][number]['code']): void {
    const others = this.#state.problems.filter((problem) => problem.source !== source);
    this.#set({ ...this.#state, problems: [...others, { source, code }] });
  }

  #clearProblem(source: Source): void {
    const problems = this.#state.problems.filter((problem) => problem.source !== source);
    if (problems.length < this.#state.problems.length) this.#set({ ...this.#state, problems });
  }

  async #report(figures: ReturnType<typeof createQualityFigures>): Promise<void> {
    const { socket, visitId, participantId } = this.#options;
    const { media } = this.#link;
    if (!media || !socket.isConnected || this.#isOver) return;
    const report = figures(await Promise.all([media.stats('send'), media.stats('receive')]));
    if (report) await socket.request('quality:report', { visitId, participantId, ...report });
  }

  #refresh(): void {
    const { self } = this.#state;
    const local = this.#local.describe();
    const remote = this.#remote.describe();
    const phase = phaseOf(this.#state, { self, isDown: this.#down.isDown });
    this.#set({ ...this.#state, local, remote, phase });
  }

  #end(endedBecause: EndOfCall, refusal?: string): void {
    if (this.#isOver) return;
    this.close();
    const ended = { ...this.#state, phase: 'ended' as const, endedBecause, remote: new Map() };
    this.#set(refusal === undefined ? ended : { ...ended, refusal });
  }

  #set(state: CallState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Whatever a lost request would have changed is set right by the next join. */
const madeGoodByJoining = () => undefined;
