import { ChatSocket } from '#contracts/sockets/chat.ts';
import { bindSocketService, type BoundSocketService } from '#platform/sockets/socket-service.ts';
import type { createFindConversation } from './conversations/find-conversation.ts';
import type { createListConversations } from './conversations/list-conversations.ts';
import type { createOpenConversation } from './conversations/open-conversation.ts';
import type { DemandMember } from './conversations/demand-member.ts';
import type { createListMessages } from './messages/list-messages.ts';
import type { createSendMessage } from './messages/send-message.ts';
import type { createMarkRead } from './receipts/mark-read.ts';
import type { createStartTyping } from './typing/start-typing.ts';

export type ChatOperations = {
  demandMember: DemandMember;
  listConversations: ReturnType<typeof createListConversations>;
  findConversation: ReturnType<typeof createFindConversation>;
  openConversation: ReturnType<typeof createOpenConversation>;
  sendMessage: ReturnType<typeof createSendMessage>;
  listMessages: ReturnType<typeof createListMessages>;
  markRead: ReturnType<typeof createMarkRead>;
  startTyping: ReturnType<typeof createStartTyping>;
};

export function chatSockets(operations: ChatOperations): BoundSocketService {
  return bindSocketService({
    contract: ChatSocket,
    handlers: {
      'conversation:list': ({ actor }, input) => operations.listConversations(actor, input),
      'conversation:find': ({ actor }, input) => operations.findConversation(actor, input),
      'conversation:open': ({ actor }, input) => operations.openConversation(actor, input),
      'conversation:close': async () => ({}),
      'message:send': ({ actor }, input) => operations.sendMessage(actor, input),
      'message:list': ({ actor }, input) => operations.listMessages(actor, input),
      'receipt:read': ({ actor }, input) => operations.markRead(actor, input),
      'typing:start': (caller, input) => operations.startTyping(caller, input),
    },
    mayHear: {
      // The rooms are those of the clinics that the caller's own token names.
      'conversation:list': async () => undefined,
      'conversation:open': async ({ actor }, { conversationId }) => {
        await operations.demandMember(actor, 'conversation:read', conversationId);
      },
    },
  });
}
