import type { ConversationId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { SocketPort } from '../api/socket-port.ts';
import type { Outbox } from './outbox.ts';
import { type Thread, type ThreadFact, emptyThread, lastSeqOf, reduceThread } from './thread.ts';

const typingEveryMs = 3_000;
const typingShownMs = 5_000;
const retryMs = 1_500;

type Deps = {
  port: SocketPort<ChatSocket>;
  conversationId: ConversationId;
  outbox: Outbox;
  now: () => number;
  newKey: () => string;
};

/** One thread while somebody has it open: it resumes after every lost line, and sends what was written, once each. */
export class ThreadSession {
  readonly #deps: Deps;
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[] = [];
  #thread: Thread;
  #problem: unknown;
  #isClosed = false;
  #isOpening = false;
  #isSending = false;
  #typedAt = 0;

  static create(deps: Deps): ThreadSession {
    const session = new ThreadSession(deps);
    session.#listen();
    session.#open();
    return session;
  }

  private constructor(deps: Deps) {
    this.#deps = deps;
    this.#thread = { ...emptyThread, outgoing: deps.outbox.read() };
  }

  read = (): Thread => this.#thread;
  /** Why the thread could not be opened, if it could not. */
  readProblem = (): unknown => this.#problem;
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  send(body: string): void {
    const { newKey, now } = this.#deps;
    this.#apply({
      kind: 'wrote',
      outgoing: { clientKey: newKey(), body, writtenAt: now(), isFailed: false },
    });
    this.#sendNext();
  }

  retry(clientKey: string): void {
    this.#apply({ kind: 'retried', clientKey });
    this.#sendNext();
  }

  /** Opens again after it failed. */
  reopen(): void {
    this.#problem = undefined;
    this.#open();
  }

  /** Everything up to here was seen. */
  markRead(readSeq: number): void {
    const { port, conversationId } = this.#deps;
    if (!port.isConnected) return;
    // A lost cursor is sent again with the next message that is seen.
    port.request('receipt:read', { conversationId, readSeq }).then(
      (cursor) => this.#apply({ kind: 'read', ...cursor }),
      () => undefined,
    );
  }

  type(): void {
    const { port, conversationId, now } = this.#deps;
    if (!port.isConnected || now() - this.#typedAt < typingEveryMs) return;
    this.#typedAt = now();
    port.request('typing:start', { conversationId }).catch(() => undefined);
  }

  async loadEarlier(): Promise<void> {
    const { port, conversationId } = this.#deps;
    const beforeSeq = this.#thread.messages[0]?.seq;
    if (beforeSeq === undefined) return;
    const page = await port.request('message:list', { conversationId, beforeSeq });
    this.#apply({ kind: 'earlier', ...page });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const end of this.#ends) end();
    const { port, conversationId } = this.#deps;
    if (port.isConnected) port.request('conversation:close', { conversationId }).catch(() => undefined);
  }

  #listen(): void {
    const { port, conversationId, now } = this.#deps;
    this.#ends.push(
      port.onConnection((isConnected) => {
        if (isConnected) this.#open();
      }),
      port.on('message:sent', (message) => {
        if (message.conversationId === conversationId) this.#apply({ kind: 'sent', message });
        if (this.#thread.hasGap) this.#open();
      }),
      port.on('receipt:moved', (moved) => {
        if (moved.conversationId === conversationId) this.#apply({ kind: 'read', ...moved });
      }),
      port.on('typing:started', (typed) => {
        if (typed.conversationId !== conversationId) return;
        this.#apply({ kind: 'typed', ...typed, untilAt: now() + typingShownMs });
      }),
    );
  }

  #open(): void {
    if (this.#isOpening || this.#isClosed || !this.#deps.port.isConnected) return;
    this.#isOpening = true;
    this.#catchUp().then(
      () => {
        this.#isOpening = false;
        this.#problem = undefined;
        this.#sendNext();
        // A notice that came while the answer was under way may have shown another gap.
        if (this.#thread.hasGap) this.#open();
      },
      (error: unknown) => {
        this.#isOpening = false;
        if (isPassing(error)) return this.#later(() => this.#open());
        this.#problem = error;
        this.#tell();
      },
    );
  }

  async #catchUp(): Promise<void> {
    const { port, conversationId } = this.#deps;
    let hasMore = true;
    while (hasMore && !this.#isClosed) {
      const epoch = this.#thread.conversation?.epoch;
      const after = epoch === undefined ? {} : { after: { epoch, seq: lastSeqOf(this.#thread) } };
      const opened = await port.request('conversation:open', { conversationId, ...after });
      this.#apply({ kind: 'opened', ...opened });
      hasMore = opened.hasMore && opened.messages.length > 0;
    }
  }

  /** One after the other, so that the order in which they were written is the order of the thread. */
  #sendNext(): void {
    const { port, conversationId } = this.#deps;
    const next = this.#thread.outgoing.find((one) => !one.isFailed);
    if (next === undefined || this.#isSending || this.#isClosed || !port.isConnected) return;
    if (this.#thread.conversation === undefined) return;
    this.#isSending = true;
    port.request('message:send', { conversationId, body: next.body, clientKey: next.clientKey }).then(
      (message) => {
        this.#isSending = false;
        this.#apply({ kind: 'sent', message });
        if (this.#thread.hasGap) this.#open();
        else this.#sendNext();
      },
      (error: unknown) => {
        this.#isSending = false;
        // Whether it arrived is not known; the same key again makes it one message.
        if (isPassing(error)) return this.#later(() => this.#sendNext());
        this.#apply({ kind: 'failed', clientKey: next.clientKey });
        this.#sendNext();
      },
    );
  }

  #later(run: () => void): void {
    const timer = setTimeout(run, retryMs);
    this.#ends.push(() => clearTimeout(timer));
  }

  #apply(fact: ThreadFact): void {
    const before = this.#thread;
    this.#thread = reduceThread(before, fact);
    if (this.#thread.outgoing !== before.outgoing) this.#deps.outbox.write(this.#thread.outgoing);
    if (this.#thread !== before) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof Refusal && ['unavailable', 'deadline_exceeded', 'too_many_requests'].includes(error.code)
  );
}
