import type { ReadCursor } from '#contracts/chat/conversation.ts';
import type { UserActor } from '#contracts/actor.ts';
import type { InputOf } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { DemandMember } from '../conversations/demand-member.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { CursorStore } from './cursor-store.ts';

type Deps = {
  demandMember: DemandMember;
  messages: MessageStore;
  cursors: CursorStore;
  announcer: Announcer;
};

/** Says how far the caller has read, and tells the others. Refuses `beyond_the_end`. */
export function createMarkRead({ demandMember, messages, cursors, announcer }: Deps) {
  return async function markRead(
    actor: UserActor,
    input: InputOf<ChatSocket, 'receipt:read'>,
  ): Promise<ReadCursor> {
    const { conversationId, readSeq } = input;
    await demandMember(actor, 'conversation:read', conversationId);
    const last = await messages.findLast(conversationId);
    if (readSeq > (last?.seq ?? 0)) throw new Refusal('beyond_the_end', 'There is no such message yet.');
    const cursor = await cursors.moveTo(conversationId, actor.userId, readSeq);
    const to = { tenantId: actor.tenantId, rooms: [{ kind: 'conversation' as const, id: conversationId }] };
    announcer.tell(ChatSocket, to, 'receipt:moved', { conversationId, ...cursor });
    return cursor;
  };
}
