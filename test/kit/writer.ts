import type { ConversationId } from '#contracts/ids.ts';
import type { Message } from '#contracts/chat/conversation.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createSocketClient } from '../../web/api/socket-client.ts';
import { SocketLink } from '../../web/api/socket-link.ts';
import type { Outgoing } from '../../web/chat/thread.ts';
import { ThreadSession } from '../../web/chat/thread-session.ts';
import type { Person } from './person.ts';

/** Somebody who has a visit's thread open, with the browser's own code: it comes back and resumes by itself. */
export class Writer {
  readonly written: string[] = [];
  readonly #session: ThreadSession;
  readonly #link: SocketLink;
  #writing: NodeJS.Timeout | undefined;

  static async create(person: Person, visit: Pick<Visit, 'id'>): Promise<Writer> {
    const chat = await person.chat();
    const { id } = await chat.request('conversation:find', { kind: 'visit', visitId: visit.id });
    chat.close();
    return new Writer(person, id);
  }

  private constructor(person: Person, conversationId: ConversationId) {
    const { tokens, site: address } = person;
    this.#link = SocketLink.create({ address, tokens, onSessionClosed: () => undefined });
    let kept: readonly Outgoing[] = [];
    this.#session = ThreadSession.create({
      port: createSocketClient(ChatSocket, this.#link.namespace(ChatSocket.namespace)),
      conversationId,
      outbox: { read: () => [...kept], write: (outgoing) => void (kept = outgoing) },
      now: systemNow,
      newKey: newUuid,
    });
  }

  /** What this person sees of the thread, in its order. */
  get messages(): readonly Message[] {
    return this.#session.read().messages;
  }
  /** Written and not acknowledged. */
  get unsent(): number {
    return this.#session.read().outgoing.length;
  }

  write(body: string): void {
    this.written.push(body);
    this.#session.send(body);
  }

  /** Writes something every so often until `pause`. */
  keepWriting(name: string, everyMs: number): void {
    this.#writing = setInterval(() => this.write(`${name} ${this.written.length}`), everyMs);
  }
  pause(): void {
    clearInterval(this.#writing);
  }

  close(): void {
    this.pause();
    this.#session.close();
    this.#link.close();
  }
}
