import type { UserActor } from '#contracts/actor.ts';
import type { InputOf, OutputOf } from '#contracts/define.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { MessageRow, MessageStore } from '../messages/message-store.ts';
import type { OpenMessages } from '../messages/open-message.ts';
import type { DemandMember } from './demand-member.ts';
import type { RecordRead } from './record-read.ts';
import type { ShowConversation } from './show-conversation.ts';

type Deps = {
  demandMember: DemandMember;
  messages: MessageStore;
  openMessages: OpenMessages;
  showConversation: ShowConversation;
  recordRead: RecordRead;
};

const newestShown = 50;
const mostAtOnce = 200;

/**
 * The thread and exactly what its reader missed: everything after the cursor, in order, page by page. A cursor of
 * another epoch, or beyond the end, starts anew with the newest messages and says so.
 */
export function createOpenConversation(deps: Deps) {
  const { demandMember, messages, openMessages, showConversation, recordRead } = deps;

  return async function openConversation(
    actor: UserActor,
    { conversationId, after }: InputOf<ChatSocket, 'conversation:open'>,
  ): Promise<OutputOf<ChatSocket, 'conversation:open'>> {
    const row = await demandMember(actor, 'conversation:read', conversationId);
    await recordRead(actor, row);
    const conversation = await showConversation(row);
    const { lastSeq } = conversation;
    const isReset = after === undefined || after.epoch !== row.epoch || after.seq > lastSeq;
    const from = isReset ? Math.max(0, lastSeq - newestShown) : after.seq;
    const rows: MessageRow[] = await messages.listAfter(conversationId, from, mostAtOnce);
    const reached = rows.at(-1)?.seq ?? from;
    return { conversation, messages: await openMessages(rows), hasMore: reached < lastSeq, isReset };
  };
}
