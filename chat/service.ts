import type { Message } from '#contracts/chat/conversation.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { createKeyedQueue } from '#platform/keyed-queue.ts';
import type { Log } from '#platform/log.ts';
import type { Service } from '#platform/service.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { Store } from '#platform/store/store.ts';
import type { Vault } from '#platform/vault/vault.ts';
import { openConversationStore, type ConversationRow } from './conversations/conversation-store.ts';
import { createDemandMember } from './conversations/demand-member.ts';
import { createFindConversation } from './conversations/find-conversation.ts';
import { createFollowLatest } from './conversations/follow-latest.ts';
import { createListConversations } from './conversations/list-conversations.ts';
import { createOpenConversation } from './conversations/open-conversation.ts';
import { createRecordRead } from './conversations/record-read.ts';
import { createShowConversation } from './conversations/show-conversation.ts';
import { createListMessages } from './messages/list-messages.ts';
import { openMessageStore } from './messages/message-store.ts';
import { createOpenMessages } from './messages/open-message.ts';
import { createSendMessage } from './messages/send-message.ts';
import { createKnownPeople } from './people/known-people.ts';
import type { People, Visits } from './ports.ts';
import { openCursorStore } from './receipts/cursor-store.ts';
import { createMarkRead } from './receipts/mark-read.ts';
import { chatSockets } from './sockets.ts';
import { createStartTyping } from './typing/start-typing.ts';

type Deps = {
  store: Store;
  vault: Vault;
  people: People;
  visits: Visits;
  announcer: Announcer;
  recordAccess: RecordAccess;
  log: Log;
  now: Now;
  newId: NewId;
};

/** Secure threads between patients and those who care for them. */
export async function createChat(deps: Deps): Promise<Service> {
  const { store, vault, visits, announcer, recordAccess, log, now, newId } = deps;
  const conversations = await openConversationStore(store);
  const messages = await openMessageStore(store);
  const cursors = await openCursorStore(store);
  const people = createKnownPeople({ people: deps.people, now });
  const demandMember = createDemandMember({ conversations });
  const openMessages = createOpenMessages({ vault });
  const showConversation = createShowConversation({ messages, cursors });
  const recordRead = createRecordRead({ recordAccess });
  const latest = createFollowLatest({ conversations, messages, log });
  const read = { conversations, messages, openMessages, showConversation, recordRead, demandMember };

  // One telling for all who hear it: nobody gets it twice, however many of the rooms they are in.
  function announce({ tenantId, _id: id, clinicId, patient }: ConversationRow, message: Message): void {
    const rooms = [
      { kind: 'conversation' as const, id },
      { kind: 'clinic' as const, id: clinicId },
      { kind: 'user' as const, id: patient.userId },
    ];
    announcer.tell(ChatSocket, { tenantId, rooms }, 'message:sent', message);
    latest.note(id, message.sentAt);
  }

  const sockets = chatSockets({
    demandMember,
    listConversations: createListConversations(read),
    findConversation: createFindConversation({
      conversations,
      showConversation,
      people: deps.people,
      visits,
      now,
      newId,
    }),
    openConversation: createOpenConversation(read),
    sendMessage: createSendMessage({
      demandMember,
      messages,
      openMessages,
      people,
      vault,
      inOrder: createKeyedQueue(),
      announce,
      now,
      newId,
    }),
    listMessages: createListMessages(read),
    markRead: createMarkRead({ demandMember, messages, cursors, announcer }),
    startTyping: createStartTyping({ demandMember, people, announcer }),
  });

  return {
    name: 'chat',
    sockets: [sockets],
    start: () => latest.catchUp(),
    stop: () => latest.flush(),
  };
}
