import type { UserActor } from '#contracts/actor.ts';
import type { InputOf, OutputOf } from '#contracts/define.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { DemandMember } from '../conversations/demand-member.ts';
import type { RecordRead } from '../conversations/record-read.ts';
import type { MessageStore } from './message-store.ts';
import type { OpenMessages } from './open-message.ts';

type Deps = {
  demandMember: DemandMember;
  messages: MessageStore;
  openMessages: OpenMessages;
  recordRead: RecordRead;
};

/** Older messages of a thread, for scrolling back. */
export function createListMessages({ demandMember, messages, openMessages, recordRead }: Deps) {
  return async function listMessages(
    actor: UserActor,
    input: InputOf<ChatSocket, 'message:list'>,
  ): Promise<OutputOf<ChatSocket, 'message:list'>> {
    const { conversationId, beforeSeq, limit = 50 } = input;
    const conversation = await demandMember(actor, 'conversation:read', conversationId);
    await recordRead(actor, conversation);
    const rows = await messages.listBefore(conversationId, beforeSeq, limit);
    return { messages: await openMessages(rows), hasMore: (rows[0]?.seq ?? 1) > 1 };
  };
}
