import type { UserActor } from '#contracts/actor.ts';
import type { InputOf, OutputOf } from '#contracts/define.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { Page } from '#platform/store/store.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { OpenMessages } from '../messages/open-message.ts';
import { conversationPolicy } from '../policy.ts';
import type { ConversationRow, ConversationStore } from './conversation-store.ts';
import type { RecordRead } from './record-read.ts';
import type { ShowConversation } from './show-conversation.ts';

type Deps = {
  conversations: ConversationStore;
  messages: MessageStore;
  openMessages: OpenMessages;
  showConversation: ShowConversation;
  recordRead: RecordRead;
};

/** The caller's threads with their last messages, the latest first. Staff see those of their first clinic. */
export function createListConversations(deps: Deps) {
  const { conversations, messages, openMessages, showConversation, recordRead } = deps;

  function pageOf(
    actor: UserActor,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<Page<ConversationRow>> {
    const { tenantId, userId, role, clinicIds } = actor;
    const [clinicId] = clinicIds;
    const isCare = role === 'doctor' || role === 'nurse';
    if (isCare && clinicId) return conversations.ofClinic(clinicId, { tenantId, ...query });
    return conversations.ofPatient(userId, { tenantId, ...query });
  }

  return async function listConversations(
    actor: UserActor,
    { cursor, limit = 30 }: InputOf<ChatSocket, 'conversation:list'>,
  ): Promise<OutputOf<ChatSocket, 'conversation:list'>> {
    const page = await pageOf(actor, { cursor, limit });
    const rows = page.items.filter((row) => conversationPolicy['conversation:read'](actor, row));
    const listed = await Promise.all(
      rows.map(async (row) => {
        const last = await messages.findLast(row._id);
        if (last) await recordRead(actor, row);
        const [lastMessage] = await openMessages(last ? [last] : []);
        return { conversation: await showConversation(row), ...(lastMessage ? { lastMessage } : {}) };
      }),
    );
    return {
      conversations: listed,
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  };
}
