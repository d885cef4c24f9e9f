import type { Conversation } from '#contracts/chat/conversation.ts';
import { ConversationId } from '#contracts/ids.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { CursorStore } from '../receipts/cursor-store.ts';
import type { ConversationRow } from './conversation-store.ts';

/** A thread as its members see it; where it ends is read from its messages. */
export function createShowConversation({
  messages,
  cursors,
}: {
  messages: MessageStore;
  cursors: CursorStore;
}) {
  return async function showConversation(row: ConversationRow): Promise<Conversation> {
    const [last, read] = await Promise.all([messages.findLast(row._id), cursors.list(row._id)]);
    const { kind, clinicId, patient, visitId, epoch } = row;
    return {
      id: ConversationId.parse(row._id),
      kind,
      clinicId,
      patient,
      ...(visitId ? { visitId } : {}),
      epoch,
      lastSeq: last?.seq ?? 0,
      ...(last ? { lastMessageAt: last.sentAt } : {}),
      cursors: read,
    };
  };
}
export type ShowConversation = ReturnType<typeof createShowConversation>;
