import type { Participant, ResumedSource, SourceState } from '#contracts/call/call.ts';
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
  /** What the server was told of it before there were new connections. */
  resumed?: ResumedSource | undefined;
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

  /**
   * What will be sent through new connections as it was through the last ones, so that the server can offer it before
   * the browser has negotiated it. Only what is named by `rid` is known in advance: the camera in several sizes.
   */
  resume(): ResumedSource[] {
    const camera = this.#sources.get('camera');
    if (!camera?.request || !isNamedByRid(camera.request)) return [];
    const { kind, rtpParameters } = camera.request;
    // It is the first to be negotiated.
    const again = { ...rtpParameters, mid: '0' };
    const { isMuted } = camera;
    camera.resumed = {
      producerId: this.#deps.newId(),
      source: 'camera',
      kind,
      isMuted,
      rtpParameters: again,
    };
    return [camera.resumed];
  }

  /** Sends everything through new connections; those before are gone. `resumed`: what the server knows of it already. */
  attach(media: SfuMedia, resumed: readonly Source[] = []): void {
    this.#media = media;
    for (const source of order) {
      const local = this.#sources.get(source);
      if (!local) continue;
      if (!resumed.includes(source)) local.resumed = undefined;
      this.#send(source, local, media);
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
    const { resumed, isMuted } = local;
    local.resumed = undefined;
    const isKnown = resumed && isSame(resumed, request);
    // What turned out otherwise is another producer, which takes the place of the one that was told of.
    const producerId = resumed && !isKnown ? this.#deps.newId() : request.producerId;
    const current = { ...request, producerId, isMuted };
    local.request = current;
    if (!isKnown) this.#ask(local, () => this.#deps.requests.produce(current));
    else if (resumed.isMuted !== isMuted)
      this.#ask(local, () => this.#deps.requests.mute(current.source, isMuted));
  }

  #one(source: Source): CallState['local'][Source] {
    const local = this.#sources.get(source);
    return local ? { state: stateOf(local), track: local.track } : { state: 'off' };
  }

  #send(source: Source, local: Local, media: SfuMedia): void {
    const producerId = local.resumed?.producerId ?? this.#deps.newId();
    const options = { producerId, source, track: local.track, isMuted: local.isMuted };
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

type Sent = Pick<ResumedSource, 'rtpParameters'>;

function isNamedByRid({ rtpParameters: { encodings } }: Sent): boolean {
  return Array.isArray(encodings) && encodings.length > 1 && encodings.every((one) => 'rid' in Object(one));
}

/** Whether the SFU would take both for the same. Names that a connection gives by chance do not count. */
function isSame(one: Sent, other: Sent): boolean {
  const [first, second] = [one, other].map(
    ({ rtpParameters: { mid, codecs, headerExtensions, encodings } }) =>
      JSON.stringify([mid, codecs, headerExtensions, encodings]),
  );
  return first === second;
}

const stateOf = ({ isMuted }: Local): SourceState => (isMuted ? 'muted' : 'live');
const ignore = () => undefined;
