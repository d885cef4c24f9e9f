import type { Conversation, Message } from '#contracts/chat/conversation.ts';
import type { UserId } from '#contracts/ids.ts';

/** Written here and not yet acknowledged. */
export type Outgoing = { clientKey: string; body: string; writtenAt: number; isFailed: boolean };

export type Thread = {
  conversation: Conversation | undefined;
  /** In order and without a gap. */
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  hasEarlier: boolean;
  /** A message is missing before one that came: open again after the last one that is here. */
  hasGap: boolean;
  typing: readonly { userId: UserId; name: string; untilAt: number }[];
};

export type ThreadFact =
  | { kind: 'opened'; conversation: Conversation; messages: readonly Message[]; isReset: boolean }
  | { kind: 'earlier'; messages: readonly Message[]; hasMore: boolean }
  | { kind: 'sent'; message: Message }
  | { kind: 'wrote'; outgoing: Outgoing }
  | { kind: 'failed'; clientKey: string }
  | { kind: 'retried'; clientKey: string }
  | { kind: 'dropped'; clientKey: string }
  | { kind: 'read'; userId: UserId; readSeq: number }
  | { kind: 'typed'; userId: UserId; name: string; untilAt: number };

export const emptyThread: Thread = {
  conversation: undefined,
  messages: [],
  outgoing: [],
  hasEarlier: false,
  hasGap: false,
  typing: [],
};

/** The place up to which everything is here. */
export const lastSeqOf = (thread: Thread): number => thread.messages.at(-1)?.seq ?? 0;

/** The thread after a fact. Facts may come twice and early; the order of messages is their `seq`, never their arrival. */
export function reduceThread(thread: Thread, fact: ThreadFact): Thread {
  switch (fact.kind) {
    case 'opened':
      return afterOpening(thread, fact);
    case 'earlier': {
      const first = thread.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
      const older = fact.messages.filter((message) => message.seq < first);
      return { ...thread, messages: [...older, ...thread.messages], hasEarlier: fact.hasMore };
    }
    case 'sent':
      return afterMessage(thread, fact.message);
    case 'wrote':
      return { ...thread, outgoing: [...thread.outgoing, fact.outgoing] };
    case 'failed':
    case 'retried':
      return {
        ...thread,
        outgoing: thread.outgoing.map((one) =>
          one.clientKey === fact.clientKey ? { ...one, isFailed: fact.kind === 'failed' } : one,
        ),
      };
    case 'dropped':
      return { ...thread, outgoing: thread.outgoing.filter((one) => one.clientKey !== fact.clientKey) };
    case 'read':
      return withCursor(thread, fact);
    case 'typed': {
      const others = thread.typing.filter((one) => one.userId !== fact.userId);
      return {
        ...thread,
        typing: [...others, { userId: fact.userId, name: fact.name, untilAt: fact.untilAt }],
      };
    }
    default:
      return fact satisfies never;
  }
}

function afterOpening(thread: Thread, fact: Extract<ThreadFact, { kind: 'opened' }>): Thread {
  const { conversation } = fact;
  const isAnew = fact.isReset || thread.messages.length === 0;
  const known = isAnew ? [] : thread.messages;
  const last = known.at(-1)?.seq ?? 0;
  const messages = [...known, ...fact.messages.filter((message) => message.seq > last)];
  const came = new Set(messages.map((message) => message.clientKey));
  return {
    ...thread,
    conversation,
    messages,
    outgoing: thread.outgoing.filter((one) => !came.has(one.clientKey)),
    hasEarlier: isAnew ? (messages[0]?.seq ?? 1) > 1 : thread.hasEarlier,
    hasGap: false,
  };
}

function afterMessage(thread: Thread, message: Message): Thread {
  const last = lastSeqOf(thread);
  if (message.seq <= last) return settled(thread, message.clientKey);
  // Something is missing in between. It stays outgoing if it is one's own, until the thread is whole.
  if (message.seq > last + 1 || thread.conversation === undefined) return { ...thread, hasGap: true };
  return {
    ...settled(thread, message.clientKey),
    messages: [...thread.messages, message],
    typing: thread.typing.filter((one) => one.userId !== message.author.userId),
  };
}

function settled(thread: Thread, clientKey: string): Thread {
  if (!thread.outgoing.some((one) => one.clientKey === clientKey)) return thread;
  return { ...thread, outgoing: thread.outgoing.filter((one) => one.clientKey !== clientKey) };
}

function withCursor(thread: Thread, { userId, readSeq }: { userId: UserId; readSeq: number }): Thread {
  if (thread.conversation === undefined) return thread;
  const before = thread.conversation.cursors.find((cursor) => cursor.userId === userId);
  if (before !== undefined && before.readSeq >= readSeq) return thread;
  const others = thread.conversation.cursors.filter((cursor) => cursor.userId !== userId);
  return { ...thread, conversation: { ...thread.conversation, cursors: [...others, { userId, readSeq }] } };
}

/** Messages of others that `me` has not read. */
export function unreadOf(thread: Thread, me: UserId): number {
  const read = thread.conversation?.cursors.find((cursor) => cursor.userId === me)?.readSeq ?? 0;
  return thread.messages.filter((message) => message.seq > read && message.author.userId !== me).length;
}

/** How far anybody but the author has read. */
export function readByOthers(thread: Thread, author: UserId): number {
  const cursors = thread.conversation?.cursors.filter((cursor) => cursor.userId !== author) ?? [];
  return Math.max(0, ...cursors.map((cursor) => cursor.readSeq));
}
