import type { ConsumerOptions, ParticipantId } from '#contracts/call/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';
import type { CallState, RemoteSource } from './call-state.ts';
import type { SfuMedia, SfuReceiver } from './sfu/sfu-device.ts';
import type { z } from 'zod';

type Consumer = z.infer<typeof ConsumerOptions>;
type Remote = { options: Consumer; receiver?: SfuReceiver; hasBegun?: boolean };
type Deps = { ready: (consumerIds: string[]) => void; onChange: () => void };

const lookMs = 50;

/** What this browser receives. Old tracks stay on the screen until new ones take their place. */
export class RemoteSources {
  readonly #deps: Deps;
  #media: SfuMedia | undefined;
  #remotes = new Map<string, Remote>();
  /** What a hand-over left behind, shown until the same comes over the new connections. */
  #before: Remote[] = [];
  #looking: ReturnType<typeof setInterval> | undefined;
  #shown: CallState['remote'] = new Map();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  describe(): CallState['remote'] {
    return this.#shown;
  }

  /** What should be heard or seen now. */
  flowing(): SfuReceiver[] {
    const flowing = [...this.#remotes.values()].filter(({ options }) => !options.isPaused);
    return flowing.flatMap(({ receiver }) => receiver ?? []);
  }

  /** Microphones that should be heard now. */
  voices(): { participantId: ParticipantId; receiver: SfuReceiver }[] {
    return [...this.#remotes.values()].flatMap(
      ({ options: { source, isPaused, participantId }, receiver }) =>
        receiver && source === 'microphone' && !isPaused ? { participantId, receiver } : [],
    );
  }

  /** How many others something comes from. */
  get senders(): number {
    return new Set([...this.#remotes.values()].map(({ options }) => options.participantId)).size;
  }

  findConsumer(participantId: ParticipantId, source: Source): string | undefined {
    const all = [...this.#remotes.values()];
    return all.find(({ options }) => options.participantId === participantId && options.source === source)
      ?.options.id;
  }

  /**
   * Begins anew on other connections. The SFU knows that these consumers are decoded from their first packet on.
   * `isKept`: those before still carry, and are shown until the new ones do.
   */
  attach(media: SfuMedia, consumers: readonly Consumer[], { isKept = false } = {}): void {
    this.#media = media;
    this.#before = isKept ? [...this.#remotes.values()].filter(({ receiver }) => receiver) : [];
    this.#remotes = new Map();
    clearInterval(this.#looking);
    if (this.#before.length > 0) this.#looking = setInterval(() => this.#look().catch(ignore), lookMs);
    for (const options of consumers) this.#receive(media, options, () => undefined);
  }

  /** The same connections after a join: what is new is opened, what is gone is closed. */
  reconcile(consumers: readonly Consumer[]): void {
    const known = new Set(consumers.map(({ id }) => id));
    for (const id of this.#remotes.keys()) if (!known.has(id)) this.close(id);
    for (const options of consumers) {
      this.open(options);
      this.setPaused(options.id, options.isPaused);
    }
  }

  open(options: Consumer): void {
    const { id } = options;
    if (!this.#media || this.#remotes.has(id)) return;
    this.#receive(this.#media, options, () => this.#deps.ready([id]));
  }

  setPaused(consumerId: string, isPaused: boolean): void {
    const remote = this.#remotes.get(consumerId);
    if (!remote || remote.options.isPaused === isPaused) return;
    remote.options = { ...remote.options, isPaused };
    this.#show();
  }

  close(consumerId: string): void {
    const remote = this.#remotes.get(consumerId);
    if (!remote) return;
    this.#remotes.delete(consumerId);
    remote.receiver?.close();
    this.#show();
  }

  /** The connections before the hand-over are closed. */
  letGo(): void {
    clearInterval(this.#looking);
    if (this.#before.length === 0) return;
    this.#before = [];
    this.#show();
  }

  async #look(): Promise<void> {
    const before = this.#before;
    const waiting = [...this.#remotes.values()].filter(({ hasBegun }) => !hasBegun);
    await Promise.all(
      waiting.map(async (remote) => {
        remote.hasBegun = (await remote.receiver?.hasBegun()) ?? false;
      }),
    );
    if (this.#before !== before) return;
    const still = before.filter((old) => !this.#hasCome(old));
    if (still.length === this.#before.length) return;
    this.#before = still;
    if (still.length === 0) clearInterval(this.#looking);
    this.#show();
  }

  /** Whether the same source can be seen or heard over the new connections. */
  #hasCome({ options: { participantId, source } }: Remote): boolean {
    return [...this.#remotes.values()].some(
      ({ options, receiver, hasBegun }) =>
        options.participantId === participantId &&
        options.source === source &&
        receiver !== undefined &&
        (options.isPaused || hasBegun === true),
    );
  }

  #receive(media: SfuMedia, options: Consumer, onReady: () => void): void {
    const remote: Remote = { options };
    this.#remotes.set(options.id, remote);
    media.receive(options).then(
      (receiver) => {
        if (this.#remotes.get(options.id) !== remote) return receiver.close();
        remote.receiver = receiver;
        onReady();
        this.#show();
      },
      () => {
        if (this.#remotes.get(options.id) === remote) this.#remotes.delete(options.id);
      },
    );
  }

  #show(): void {
    const shown = new Map<ParticipantId, Partial<Record<Source, RemoteSource>>>();
    // What is still to come over the new connections is shown as it comes over the old ones.
    for (const { options, receiver } of [...this.#remotes.values(), ...this.#before]) {
      if (!receiver) continue;
      const { id: consumerId, participantId, source, isPaused } = options;
      const remote = { consumerId, track: receiver.track, isPaused };
      shown.set(participantId, { ...shown.get(participantId), [source]: remote });
    }
    this.#shown = shown;
    this.#deps.onChange();
  }
}

/** What could not be asked is asked again at the next look. */
const ignore = () => undefined;
