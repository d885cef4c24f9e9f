import { z } from 'zod';
import type { UserActor } from '../actor.ts';
import { Conversation, Message, MessageBody, ReadCursor } from '../chat/conversation.ts';
import { defineSocket, type RoomRef } from '../define.ts';
import { DisplayName } from '../identity/person.ts';
import { ClientKey, ConversationId, UserId, VisitId } from '../ids.ts';

const members = ['patient', 'guest', 'doctor', 'nurse'] as const;
const conversationId = '01890a5d-ac96-774b-bcce-b302099a8057';
const clientKey = '01890a5d-ac96-774b-bcce-b302099a8058';

// A patient is registered in a clinic too, but hears only the threads of their own, through the room of their person.
function careTeamRooms({ role, clinicIds }: UserActor): RoomRef[] {
  return role === 'doctor' || role === 'nurse' ? clinicIds.map((id) => ({ kind: 'clinic', id })) : [];
}

/** Secure chat between patients and those who care for them. */
export const ChatSocket = defineSocket({
  namespace: '/chat',
  requests: {
    'conversation:list': {
      who: members,
      rate: 'normal',
      summary:
        "The caller's threads, the latest first, each with its last message, and from now on every new message in them.",
      input: z.strictObject({
        cursor: z.string().max(400).optional(),
        limit: z.int().min(1).max(100).optional(),
      }),
      output: z.strictObject({
        conversations: z.array(
          z.strictObject({ conversation: Conversation, lastMessage: Message.optional() }),
        ),
        nextCursor: z.string().optional(),
      }),
      refusals: [],
      joins: (_input: object, actor: UserActor) => careTeamRooms(actor),
      sample: { limit: 20 },
    },
    'conversation:find': {
      who: members,
      rate: 'normal',
      summary: "The thread of a visit, or the patient's thread with the team; made when it is not there yet.",
      input: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('visit'), visitId: VisitId }),
        z.strictObject({ kind: z.literal('team'), patientId: UserId }),
      ]),
      output: Conversation,
      refusals: ['not_a_member'],
      sample: { kind: 'visit', visitId: conversationId },
    },
    'conversation:open': {
      who: members,
      rate: 'busy',
      summary:
        'The thread and its messages after a cursor (the last 50 without one), and from now on what is new in it. ' +
        'With a cursor of another epoch it starts anew: `isReset`.',
      input: z.strictObject({
        conversationId: ConversationId,
        after: z.strictObject({ epoch: z.int().positive(), seq: z.int().nonnegative() }).optional(),
      }),
      output: z.strictObject({
        conversation: Conversation,
        messages: z.array(Message),
        /** More follow: open again after the last one. */
        hasMore: z.boolean(),
        isReset: z.boolean(),
      }),
      refusals: ['not_a_member'],
      joins: (input: { conversationId: string }) => [{ kind: 'conversation', id: input.conversationId }],
      sample: { conversationId },
    },
    'conversation:close': {
      who: members,
      rate: 'busy',
      summary: 'No longer hears what is new in the thread.',
      input: z.strictObject({ conversationId: ConversationId }),
      output: z.strictObject({}),
      refusals: [],
      leaves: (input: { conversationId: string }) => [{ kind: 'conversation', id: input.conversationId }],
      sample: { conversationId },
    },
    'message:send': {
      who: members,
      rate: 'busy',
      summary: 'Writes to the thread. The same `clientKey` again answers the message it made the first time.',
      input: z.strictObject({ conversationId: ConversationId, body: MessageBody, clientKey: ClientKey }),
      output: Message,
      refusals: ['not_a_member', 'client_key_reused'],
      sample: { conversationId, body: 'Good morning', clientKey },
    },
    'message:list': {
      who: members,
      rate: 'busy',
      summary: 'Messages before a place in the thread, the nearest 50, in order.',
      input: z.strictObject({
        conversationId: ConversationId,
        beforeSeq: z.int().positive(),
        limit: z.int().min(1).max(200).optional(),
      }),
      output: z.strictObject({ messages: z.array(Message), hasMore: z.boolean() }),
      refusals: ['not_a_member'],
      sample: { conversationId, beforeSeq: 51 },
    },
    'receipt:read': {
      who: members,
      rate: 'busy',
      summary: 'Moves how far the caller has read. Never backwards.',
      input: z.strictObject({ conversationId: ConversationId, readSeq: z.int().positive() }),
      output: ReadCursor,
      refusals: ['not_a_member', 'beyond_the_end'],
      sample: { conversationId, readSeq: 1 },
    },
    'typing:start': {
      who: members,
      rate: 'busy',
      summary: 'Says that the caller writes. Shown for 5 seconds.',
      input: z.strictObject({ conversationId: ConversationId }),
      output: z.strictObject({}),
      refusals: ['not_a_member'],
      sample: { conversationId },
    },
  },
  notices: {
    'message:sent': {
      summary:
        'A new message, in order: to those who have the thread open, and to its patient and care team.',
      data: Message,
    },
    'receipt:moved': {
      summary: 'Somebody has read on.',
      data: z.strictObject({ conversationId: ConversationId, ...ReadCursor.shape }),
    },
    'typing:started': {
      summary: 'Somebody writes.',
      data: z.strictObject({ conversationId: ConversationId, userId: UserId, name: DisplayName }),
    },
  },
});
export type ChatSocket = typeof ChatSocket;
