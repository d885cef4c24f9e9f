import type { OutputOf } from '#contracts/define.ts';
import type { Message } from '#contracts/chat/conversation.ts';
import type { UserId } from '#contracts/ids.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { Visit } from '#contracts/visits/visit.ts';

export type Threads = Pick<OutputOf<ChatSocket, 'conversation:list'>, 'conversations'>;
export type ThreadRow = Threads['conversations'][number];

/** The list after a new message. `undefined`: its thread is not in the list, which must be asked for again. */
export function withMessage(threads: Threads, message: Message): Threads | undefined {
  const row = threads.conversations.find(({ conversation }) => conversation.id === message.conversationId);
  if (row === undefined) return undefined;
  if (row.conversation.lastSeq >= message.seq) return threads;
  const conversation = { ...row.conversation, lastSeq: message.seq, lastMessageAt: message.sentAt };
  return replaced(threads, { conversation, lastMessage: message });
}

/** The list after somebody read on. Cursors never go back. */
export function withReceipt(
  threads: Threads,
  moved: { conversationId: string; userId: UserId; readSeq: number },
): Threads {
  const row = threads.conversations.find(({ conversation }) => conversation.id === moved.conversationId);
  if (row === undefined) return threads;
  const others = row.conversation.cursors.filter(({ userId }) => userId !== moved.userId);
  const before = row.conversation.cursors.find(({ userId }) => userId === moved.userId)?.readSeq ?? 0;
  if (before >= moved.readSeq) return threads;
  const cursors = [...others, { userId: moved.userId, readSeq: moved.readSeq }];
  return replaced(threads, { ...row, conversation: { ...row.conversation, cursors } });
}

/** Messages that wait for somebody of the care team. A thread whose last word is the team's is answered. */
export function unreadOf({ conversation, lastMessage }: ThreadRow, me: UserId): number {
  if (lastMessage === undefined || !isOfPatient(lastMessage)) return 0;
  const read = conversation.cursors.find(({ userId }) => userId === me)?.readSeq ?? 0;
  return Math.max(0, conversation.lastSeq - read);
}

export const unreadOfAll = (threads: Threads | undefined, me: UserId): number =>
  (threads?.conversations ?? []).reduce((sum, row) => sum + unreadOf(row, me), 0);

/** What a visit's patient wrote that nobody has seen: in the visit's thread and in the one with the team. */
export function unreadOfVisit(threads: Threads | undefined, visit: Visit, me: UserId): number {
  const about = ({ conversation }: ThreadRow) =>
    conversation.visitId === visit.id ||
    (conversation.kind === 'team' && conversation.patient.userId === visit.patient.userId);
  return (threads?.conversations ?? []).filter(about).reduce((sum, row) => sum + unreadOf(row, me), 0);
}

/** Threads in which something was written: unread ones first, then the latest. */
export function inOrder(threads: Threads, me: UserId): ThreadRow[] {
  return threads.conversations
    .filter(({ lastMessage }) => lastMessage !== undefined)
    .toSorted(
      (one, other) =>
        Number(unreadOf(other, me) > 0) - Number(unreadOf(one, me) > 0) ||
        (other.lastMessage?.sentAt ?? 0) - (one.lastMessage?.sentAt ?? 0),
    );
}

const isOfPatient = ({ author }: Message) => author.role === 'patient' || author.role === 'guest';

const replaced = (threads: Threads, row: ThreadRow): Threads => ({
  conversations: threads.conversations.map((one) =>
    one.conversation.id === row.conversation.id ? row : one,
  ),
});
