import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { ConversationId, MessageId, UserId } from '../ids.ts';

export const MessageSent = defineEvent({
  type: 'chat.message_sent',
  version: 1,
  key: 'conversationId',
  summary: 'A message was stored. Never its text.',
  data: z.strictObject({
    conversationId: ConversationId,
    messageId: MessageId,
    seq: z.int().positive(),
    authorId: UserId,
    patientId: UserId,
  }),
});

export const chatEvents = [MessageSent];
