import { z } from 'zod';
import { Role } from '../actor.ts';
import { DisplayName } from '../identity/person.ts';
import { ClientKey, ClinicId, ConversationId, Instant, MessageId, UserId, VisitId } from '../ids.ts';

export const MessageBody = z.string().trim().min(1).max(4_000);

/** One message. `seq` counts from 1 without a gap in its conversation and is its place for everybody. */
export const Message = z.strictObject({
  id: MessageId,
  conversationId: ConversationId,
  seq: z.int().positive(),
  author: z.strictObject({ userId: UserId, name: DisplayName, role: Role }),
  body: MessageBody,
  clientKey: ClientKey,
  sentAt: Instant,
});
export type Message = z.infer<typeof Message>;

/** How far one person has read. */
export const ReadCursor = z.strictObject({ userId: UserId, readSeq: z.int().nonnegative() });
export type ReadCursor = z.infer<typeof ReadCursor>;

/** A thread: of one visit, or between a patient and the care team of a clinic. */
export const Conversation = z.strictObject({
  id: ConversationId,
  kind: z.enum(['visit', 'team']),
  clinicId: ClinicId,
  patient: z.strictObject({ userId: UserId, name: DisplayName }),
  visitId: VisitId.optional(),
  /** Changes when old messages were removed by retention; a cursor of another epoch starts anew. */
  epoch: z.int().positive(),
  lastSeq: z.int().nonnegative(),
  lastMessageAt: Instant.optional(),
  cursors: z.array(ReadCursor),
});
export type Conversation = z.infer<typeof Conversation>;
