import type { Participant, SourceState } from '#contracts/call/call.ts';
import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';
import type { CallState } from './call-state.ts';
import type { SfuMedia, SfuSender } from './sfu/sfu-device.ts';

type ProduceRequest = Omit<InputOf<CallSocket, 'call:produce'>, 'visitId' | 'participantId'>;

/** What is asked of the server about own sources; each rejects when it was not done. */
export interface LocalRequests {
  produce(request: ProduceRequest): Promise<unknown>;
  mute(source: Source, isMuted: boolean): Promise<unknown>;
  close(source: Source): Promise<unknown>;
}

type Deps = {
  requests: LocalRequests;
  newId: () => string;
  onChange: () => void;
  onFailed: (source: Source) => void;
};

type Local = {
  track: MediaStreamTrack;
  isMuted: boolean;
  sender?: Promise<SfuSender | undefined>;
  /** The latest request that made the server know it. */
  request?: ProduceRequest;
  /** Requests about one source go to the server one after the other. */
  asked: Promise<unknown>;
};

/** Pictures first: they take longer to appear. */
const order: readonly Source[] = ['camera', 'microphone', 'screen'];

/** What this browser sends, kept over every change of the connection. */
export class LocalSources {
  readonly #deps: Deps;
  readonly #sources = new Map<Source, Local>();
  #media: SfuMedia | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  describe(): CallState['local'] {
    return { microphone: this.#one('microphone'), camera: this.#one('camera'), screen: this.#one('screen') };
  }

  /** Sends everything through new connections; those before are gone. */
  attach(media: SfuMedia): void {
    this.#media = media;
    for (const source of order) {
      const local = this.#sources.get(source);
      if (local) this.#send(source, local, media);
    }
  }

  /** The connections are gone; what is sent stays known until there are new ones. */
  detach(): void {
    this.#media = undefined;
  }

  open(source: Source, track: MediaStreamTrack, { isMuted = false } = {}): void {
    const known = this.#sources.get(source);
    if (known) return this.#exchange(source, known, { track, isMuted });
    const local: Local = { track, isMuted, asked: Promise.resolve() };
    this.#sources.set(source, local);
    if (this.#media) this.#send(source, local, this.#media);
    this.#deps.onChange();
  }

  setMuted(source: Source, isMuted: boolean): void {
    const local = this.#sources.get(source);
    if (!local || local.isMuted === isMuted) return;
    local.isMuted = isMuted;
    // Mute at once, whatever the server says.
    local.track.enabled = !isMuted;
    this.#withSender(source, local, (sender) => sender.setMuted(local.isMuted));
    this.#ask(local, () => this.#deps.requests.mute(source, isMuted));
    this.#deps.onChange();
  }

  async replaceTrack(source: Source, track: MediaStreamTrack): Promise<void> {
    const local = this.#sources.get(source);
    if (!local) return;
    local.track = track;
    track.enabled = !local.isMuted;
    this.#deps.onChange();
    const sender = await local.sender;
    await sender?.replaceTrack(track);
  }

  close(source: Source): void {
    const local = this.#sources.get(source);
    if (!local) return;
    this.#sources.delete(source);
    this.#withSender(source, local, (sender) => sender.close());
    this.#ask(local, () => this.#deps.requests.close(source));
    this.#deps.onChange();
  }

  /** After a lost socket: repeats what the server did not hear of. */
  reconcile(known: Participant['sources']): void {
    for (const source of order) {
      const local = this.#sources.get(source);
      const state = known[source];
      if (!local) {
        if (state !== 'off') this.#deps.requests.close(source).catch(ignore);
      } else if (state === 'off' && local.request) {
        const request = { ...local.request, isMuted: local.isMuted };
        this.#ask(local, () => this.#deps.requests.produce(request));
      } else if (state !== stateOf(local)) {
        this.#ask(local, () => this.#deps.requests.mute(source, local.isMuted));
      }
    }
  }

  /** Called by the connection itself once the browser knows how a source is sent. */
  produce(request: ProduceRequest): void {
    const local = this.#sources.get(request.source);
    if (!local) return;
    const current = { ...request, isMuted: local.isMuted };
    local.request = current;
    this.#ask(local, () => this.#deps.requests.produce(current));
  }

  #one(source: Source): CallState['local'][Source] {
    const local = this.#sources.get(source);
    return local ? { state: stateOf(local), track: local.track } : { state: 'off' };
  }

  #send(source: Source, local: Local, media: SfuMedia): void {
    const options = { producerId: this.#deps.newId(), source, track: local.track, isMuted: local.isMuted };
    local.sender = media.send(options).then(
      (sender) => {
        // It was muted or unmuted while the browser negotiated.
        if (local.isMuted !== options.isMuted) sender.setMuted(local.isMuted);
        return sender;
      },
      () => {
        if (this.#media === media && this.#sources.get(source) === local) this.#deps.onFailed(source);
        return undefined;
      },
    );
  }

  #exchange(source: Source, local: Local, next: { track: MediaStreamTrack; isMuted: boolean }): void {
    this.replaceTrack(source, next.track).catch(() => this.#deps.onFailed(source));
    if (local.isMuted !== next.isMuted) this.setMuted(source, next.isMuted);
  }

  #withSender(source: Source, local: Local, act: (sender: SfuSender) => void): void {
    local.sender
      ?.then((sender) => {
        if (sender) act(sender);
      })
      .catch(() => this.#deps.onFailed(source));
  }

  /** What fails here is made good when the call is joined again. */
  #ask(local: Local, request: () => Promise<unknown>): void {
    local.asked = local.asked.then(request).catch(ignore);
  }
}

const stateOf = ({ isMuted }: Local): SourceState => (isMuted ? 'muted' : 'live');
const ignore = () => undefined;
