import { type CallSnapshot, ParticipantId } from '#contracts/call/call.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { newUuid } from '#platform/clock.ts';
import { createSocketClient } from '../../../web/api/socket-client.ts';
import { SocketLink } from '../../../web/api/socket-link.ts';
import type { Dtls } from '../../bench/synthetic/dtls.ts';
import type { Person } from '../person.ts';
import { type Heard, syntheticDevice } from './synthetic-device.ts';

type State = { phase: string; snapshot?: CallSnapshot; endedBecause?: string; refusal?: string };
type Session = {
  getState(): State;
  subscribe(listener: () => void): () => void;
  openSource(source: 'microphone', track: object): void;
  leave(): Promise<void>;
  close(): void;
};
type Sessions = { CallSession: { start(options: object): Session } };

/** Somebody in a call with the browser's own code and without a browser: it comes back by itself, whatever dies. */
export class CallClient {
  readonly name: string;
  /** What came, one entry for each pair of connections that it had. */
  readonly heard: Heard[];
  /** Every epoch that it was in, in order. */
  readonly epochs: number[] = [];
  readonly #session: Session;
  readonly #link: SocketLink;

  static async join(person: Person, { id: visitId }: Pick<Visit, 'id'>, dtls: Dtls): Promise<CallClient> {
    // By its path: its types are those of a browser, which programs of the server do not know.
    const file = new URL('../../../web/call/call-session.ts', import.meta.url).href;
    const { CallSession } = (await import(file)) as Sessions;
    const { tokens, site: address } = person;
    const link = SocketLink.create({ address, tokens, onSessionClosed: () => undefined });
    const heard: Heard[] = [];
    const session = CallSession.start({
      socket: createSocketClient(CallSocket, link.namespace(CallSocket.namespace)),
      device: syntheticDevice(dtls, heard),
      visitId,
      participantId: ParticipantId.parse(newUuid()),
      ticket: async () => (await person.api.visits.issueTicket({ params: { visitId } })).ticket,
      newId: newUuid,
      watchNetwork: () => () => undefined,
    });
    session.openSource('microphone', { addEventListener: () => undefined, enabled: true });
    return new CallClient({ name: person.name, session, link, heard });
  }

  private constructor(parts: { name: string; session: Session; link: SocketLink; heard: Heard[] }) {
    this.name = parts.name;
    this.heard = parts.heard;
    this.#session = parts.session;
    this.#link = parts.link;
    const note = () => {
      const { epoch } = parts.session.getState().snapshot ?? {};
      if (epoch !== undefined && epoch !== this.epochs.at(-1)) this.epochs.push(epoch);
    };
    parts.session.subscribe(note);
    note();
  }

  get state(): State {
    return this.#session.getState();
  }

  /** The port of the media worker that it is connected to. */
  get port(): number | undefined {
    return this.heard.at(-1)?.port;
  }

  /** Whether something came in the last moment. */
  get hears(): boolean {
    return performance.now() - this.lastHeardAt < 150;
  }
  get lastHeardAt(): number {
    return Math.max(0, ...this.heard.map(({ lastAt }) => lastAt));
  }

  /** The longest time for which nothing came since a moment, in milliseconds. */
  longestSilence(since: number): number {
    const spans = this.heard.filter(({ lastAt }) => lastAt > 0);
    const between = spans
      .slice(1)
      .map(({ firstAt }, at) => ({ from: spans[at]?.lastAt ?? firstAt, to: firstAt }));
    const all = [...spans.flatMap(({ silences }) => silences), ...between];
    const lengths = all.filter(({ to }) => to > since).map(({ from, to }) => to - Math.max(from, since));
    return Math.max(0, ...lengths, performance.now() - Math.max(since, this.lastHeardAt));
  }

  /** When something came, on the machine's clock. */
  heardSpans(): { fromAt: number; toAt: number }[] {
    const { timeOrigin } = performance;
    return this.heard
      .filter(({ lastAt }) => lastAt > 0)
      .map(({ firstAt, lastAt }) => ({ fromAt: timeOrigin + firstAt, toAt: timeOrigin + lastAt }));
  }

  get isConnected(): boolean {
    return this.#link.namespace(CallSocket.namespace).connected;
  }

  leave(): Promise<void> {
    return this.#session.leave();
  }

  close(): void {
    this.#session.close();
    this.#link.close();
  }
}
