import { EventEmitter } from 'node:events';
import type { WebRtcTransport } from 'mediasoup/types';
import type { CallJoined, ParticipantId, ResumedSource, TransportOptions } from '#contracts/call/call.ts';
import type { InputOf } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';
import { Feed, type FeedRequest, isReadyAtOnce } from '../feeds/feed.ts';
import { mayReceive } from '../policy.ts';
import { refuseUnusable, toDtlsParameters, toRtpParameters } from './from-browser.ts';
import type {
  Outlet,
  OutletConsumer,
  OutletTransport,
  Receiver,
  ReceiverOptions,
} from '../outlets/outlet.ts';
import type { RoomMedia } from './room-media.ts';
import { SentSource } from '../sources/sent-source.ts';

/** What it uses of the room's media. */
type Room = Pick<RoomMedia, 'openOutlet' | 'openSender' | 'describeSender'>;
/** `region`: by which the participant comes in, if that is known. */
type Options = ReceiverOptions & { room: Room; region?: string | undefined };
type Parts = { room: Room; outlet: Outlet; send: WebRtcTransport; receiver: Receiver };

/** Chromium answers one request for a key frame in 300 ms and drops the others; the SFU keeps what comes too early. */
const keyFrameIntervalMs = 310;
const longestConnectWaitMs = 500;

/** The media of one participant in one making of its room: two transports, what it sends, what it receives. */
export class PeerMedia extends EventEmitter<{ connected: []; disconnected: [isSudden: boolean] }> {
  readonly sources = new Map<Source, SentSource>();
  /** By the producer's id. */
  readonly feeds = new Map<string, Feed>();
  readonly #parts: Parts;
  readonly #connectCalled = { send: false, receive: false };
  /** Lets the sending transport connect; absent before the browser asked for it and after it was done. */
  #connectSending: (() => void) | undefined;
  #connectTimer: NodeJS.Timeout | undefined;
  #isConnected = false;
  #isClosed = false;
  /** Whether all that it sent before a move is taken up again. */
  isBack = false;
  /** Whether it is told of what is new; until then the answer to its join will hold it. */
  isAnswered = false;
  #hasReceived = false;
  /** Of those who wait for it to receive. */
  #receiving: PromiseWithResolvers<void> | undefined;

  /** `hasData`: for a browser that has nothing to receive yet, so that its receiving transport connects all the same. */
  static async create({ room, region, ...options }: Options): Promise<PeerMedia> {
    const outlet = await room.openOutlet({ region });
    const sending = room.openSender();
    const receiving = outlet.openReceiver(options);
    try {
      const [send, receiver] = await Promise.all([sending, receiving]);
      return new PeerMedia({ room, outlet, send, receiver });
    } catch (error) {
      // Neither is of use without the other, also if that opens only now.
      sending.then((send) => send.close()).catch(() => undefined);
      receiving.then(({ transport }) => transport.close()).catch(() => undefined);
      throw error;
    }
  }

  private constructor(parts: Parts) {
    super();
    this.#parts = parts;
    const note = () => this.#noteConnection();
    // The worker died, or the room is closed: the room itself says what becomes of its people.
    const end = () => {
      this.#isClosed = true;
      this.#noteReceiving();
    };
    for (const transport of [parts.send, parts.receiver.transport]) {
      transport.on('dtlsstatechange', note);
      transport.on('icestatechange', note);
      transport.on('routerclose', end);
    }
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Over which it receives. */
  get outlet(): Outlet {
    return this.#parts.outlet;
  }

  /** Resolves when it can receive for the first time, and when it is closed. */
  get whenReceiving(): Promise<void> {
    if (this.#hasReceived) return Promise.resolve();
    this.#receiving ??= Promise.withResolvers<void>();
    return this.#receiving.promise;
  }

  describe(): NonNullable<CallJoined['transports']> {
    const { room, send, receiver } = this.#parts;
    return { send: asDtlsClient(room.describeSender(send)), receive: receiver.describe() };
  }

  /** A repeat changes nothing. Sending waits until it is `seen`, so that the first key frame is not sent to nobody. */
  async connect(
    {
      transportId,
      dtlsParameters,
    }: Pick<InputOf<CallSocket, 'call:connect'>, 'transportId' | 'dtlsParameters'>,
    seen: () => Promise<void>,
  ) {
    const transport = this.#demandTransport(transportId);
    const side = transport === this.#parts.send ? 'send' : 'receive';
    if (this.#connectCalled[side]) return;
    this.#connectCalled[side] = true;
    if (side === 'send') {
      if (this.sources.size === 0) await this.#firstSource();
      await seen();
      if (transport.closed) return;
    }
    await transport.connect({ dtlsParameters: toDtlsParameters(dtlsParameters) });
  }

  async restartIce(transportId: string) {
    return this.#demandTransport(transportId).restartIce();
  }

  /** One producer per source: a new one takes the place of the old. A repeat of the same one changes nothing. */
  produce(input: InputOf<CallSocket, 'call:produce'>): Promise<SentSource> {
    if (input.transportId !== this.#parts.send.id) throw transportGone();
    return this.resume(input);
  }

  /** The same before the browser knows its transport: it sends there what it sent before. */
  async resume(input: ResumedSource & { participantId: ParticipantId }): Promise<SentSource> {
    const { send } = this.#parts;
    const known = this.sources.get(input.source);
    if (known?.producer.id === input.producerId) return known;
    known?.producer.close();
    const producing = send.produce({
      id: input.producerId,
      kind: input.kind,
      rtpParameters: toRtpParameters(input.rtpParameters),
      paused: input.isMuted,
      keyFrameRequestDelay: keyFrameIntervalMs,
    });
    this.#connectSending?.();
    const producer = await producing.catch(refuseUnusable);
    const sent = new SentSource({ participantId: input.participantId, source: input.source, producer });
    this.sources.set(input.source, sent);
    return sent;
  }

  closeSource(source: Source): void {
    this.sources.get(source)?.producer.close();
    this.sources.delete(source);
  }

  /** Begins to receive a source; `undefined` if it is received already, the browser cannot, or either side is gone. */
  async openFeed(request: FeedRequest): Promise<Feed | undefined> {
    const { sent, viewer, sender } = request;
    const { producer } = sent;
    if (this.#isClosed || producer.closed || this.feeds.has(producer.id)) return undefined;
    const paused = !(isReadyAtOnce(request) && mayReceive(viewer, sender));
    let consumer: OutletConsumer | undefined;
    try {
      consumer = await this.#parts.receiver.consume(producer, { paused });
    } catch (error) {
      // Whoever left meanwhile took it along.
      if (!this.#isClosed && !producer.closed) throw error;
    }
    if (!consumer) return undefined;
    if (this.feeds.has(producer.id)) {
      consumer.close();
      return undefined;
    }
    const feed = new Feed(consumer, request);
    this.feeds.set(producer.id, feed);
    return feed;
  }

  /** What is closed needs no closing, only forgetting. */
  forget(feed: Feed): void {
    const { id } = feed.sent.producer;
    if (this.feeds.get(id) === feed) this.feeds.delete(id);
  }

  findFeed(consumerId: string): Feed | undefined {
    for (const feed of this.feeds.values()) if (feed.id === consumerId) return feed;
    return undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connectSending?.();
    this.#parts.send.close();
    this.#parts.receiver.transport.close();
    this.#noteConnection();
  }

  /**
   * The browser begins to send the moment that DTLS is done. What came before the SFU knew of its source would be lost,
   * the first key frame with it, and the next could be had only a third of a second later. So connecting waits for the
   * first source, which follows on the heels of it; the SFU takes them in this order.
   */
  #firstSource(): Promise<void> {
    return new Promise((resolve) => {
      this.#connectSending = () => {
        this.#connectSending = undefined;
        clearTimeout(this.#connectTimer);
        resolve();
      };
      this.#connectTimer = setTimeout(() => this.#connectSending?.(), longestConnectWaitMs).unref();
    });
  }

  #demandTransport(id: string): OutletTransport {
    const { send, receiver } = this.#parts;
    const transport = id === send.id ? send : receiver.transport;
    if (transport.id !== id || transport.closed) throw transportGone();
    return transport;
  }

  #noteReceiving(): void {
    this.#hasReceived = true;
    this.#receiving?.resolve();
  }

  #noteConnection(): void {
    const { send, receiver } = this.#parts;
    const receive = receiver.transport;
    if (this.#isClosed || isUp(receive)) this.#noteReceiving();
    const isConnected = isUp(send) || isUp(receive);
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    if (isConnected) this.emit('connected');
    else this.emit('disconnected', !this.#isClosed && [send, receive].some(isSilent));
  }
}

const isUp = (transport: OutletTransport) =>
  !transport.closed && transport.dtlsState === 'connected' && transport.iceState !== 'disconnected';

/** The browser said no goodbye; it only stopped to answer. */
const isSilent = (transport: OutletTransport) => transport.iceState === 'disconnected';

const transportGone = () => new Refusal('transport_gone', 'This transport is no longer there; join again.');

/**
 * The SFU begins the handshake, and so says when the browser may send. As a server it would answer the browser's at once,
 * also before it can use what comes, and the browser would send its first key frame to nobody.
 */
function asDtlsClient(transport: TransportOptions): TransportOptions {
  return { ...transport, dtlsParameters: { ...transport.dtlsParameters, role: 'client' as const } };
}
