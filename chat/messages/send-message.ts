import type { UserActor } from '#contracts/actor.ts';
import type { Message } from '#contracts/chat/conversation.ts';
import type { InputOf } from '#contracts/define.ts';
import { MessageSent } from '#contracts/events/chat.ts';
import { MessageId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { KeyedQueue } from '#platform/keyed-queue.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { DuplicateKey } from '#platform/store/store.ts';
import type { Vault } from '#platform/vault/vault.ts';
import type { ConversationRow } from '../conversations/conversation-store.ts';
import type { DemandMember } from '../conversations/demand-member.ts';
import type { KnownPeople } from '../people/known-people.ts';
import { genesis, hashMessage } from './message-hash.ts';
import type { MessageRow, MessageStore } from './message-store.ts';
import { scopeOf, type OpenMessages } from './open-message.ts';
import { createThreadEnds, type ThreadEnd, type ThreadEnds } from './thread-ends.ts';

type Deps = {
  demandMember: DemandMember;
  messages: MessageStore;
  openMessages: OpenMessages;
  people: KnownPeople;
  vault: Vault;
  inOrder: KeyedQueue;
  announce: (conversation: ConversationRow, message: Message) => void;
  now: Now;
  newId: NewId;
};
type Input = InputOf<ChatSocket, 'message:send'>;

// Another process may write to the same thread; the unique place in the order decides who must try again.
const mostTries = 20;

/**
 * Writes a message at the end of its thread: acknowledged once it is durable, announced after that, in order.
 * The same client key answers the message it made the first time; refuses `client_key_reused` with another text,
 * in another thread, and from somebody else.
 */
export function createSendMessage(deps: Deps) {
  const { demandMember, messages, people, inOrder } = deps;
  const ends = createThreadEnds({ messages });

  return async function sendMessage(actor: UserActor, input: Input): Promise<Message> {
    const conversation = await demandMember(actor, 'conversation:write', input.conversationId);
    const author = await people.authorOf(actor);
    // One message of a thread at a time: a failed write must not leave a gap before one that succeeded.
    return inOrder(input.conversationId, () =>
      write({ ...deps, ends }, { actor, author, conversation, input }),
    );
  };
}

type Draft = { actor: UserActor; author: Message['author']; conversation: ConversationRow; input: Input };

// Nobody looks whether the key was used: the unique key answers that with the write itself.
async function write(deps: Deps & { ends: ThreadEnds }, draft: Draft): Promise<Message> {
  const { messages, announce, ends } = deps;
  const { conversation, input } = draft;
  for (let tries = 1; ; tries += 1) {
    const row = await compose(deps, draft, await ends.find(input.conversationId));
    try {
      await messages.insert(row, eventOf(deps, draft, row));
      ends.note(row);
    } catch (error) {
      ends.forget(input.conversationId);
      if (!(error instanceof DuplicateKey) || tries >= mostTries) throw error;
      const same = await messages.findByClientKey(input.clientKey);
      if (same) return repeat(deps, same, draft);
      continue;
    }
    const { _id: id, conversationId, seq, author, clientKey, sentAt } = row;
    const message = { id, conversationId, seq, author, body: input.body, clientKey, sentAt };
    announce(conversation, message);
    return message;
  }
}

async function compose(
  { vault, now, newId }: Deps,
  { actor, author, input }: Draft,
  last: ThreadEnd | undefined,
): Promise<Omit<MessageRow, 'version'>> {
  const id = MessageId.parse(newId());
  const { conversationId, clientKey } = input;
  const unsealed = {
    _id: id,
    tenantId: actor.tenantId,
    conversationId,
    seq: (last?.seq ?? 0) + 1,
    author,
    authorId: actor.userId,
    clientKey,
    sealedBody: await vault.seal(scopeOf(actor.tenantId, conversationId), id, input.body),
    // Clocks of two processes may differ; within a thread time never goes back.
    sentAt: Math.max(now(), last?.sentAt ?? 0),
    previousHash: last?.hash ?? genesis,
  };
  return { ...unsealed, hash: hashMessage(unsealed) };
}

function eventOf(deps: Deps, { actor, conversation }: Draft, row: Omit<MessageRow, 'version'>) {
  const { tenantId, conversationId, _id: messageId, seq, authorId } = row;
  const data = { conversationId, messageId, seq, authorId, patientId: conversation.patient.userId };
  return createEvent(MessageSent, { actor, tenantId, data }, deps);
}

async function repeat({ openMessages }: Deps, row: MessageRow, { actor, input }: Draft): Promise<Message> {
  if (row.authorId === actor.userId && row.conversationId === input.conversationId) {
    const [message] = await openMessages([row]);
    if (message?.body === input.body) return message;
  }
  throw new Refusal('client_key_reused', 'This key was used for another message.');
}
