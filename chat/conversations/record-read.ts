import type { UserActor } from '#contracts/actor.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { ConversationRow } from './conversation-store.ts';

export type RecordRead = (actor: UserActor, conversation: ConversationRow) => Promise<void>;

/** Records that somebody read a thread, before they see it. */
export function createRecordRead({ recordAccess }: { recordAccess: RecordAccess }): RecordRead {
  return (actor, conversation) =>
    recordAccess(actor, {
      action: 'conversation:read',
      subjectKind: 'conversation',
      subjectId: conversation._id,
      patientId: conversation.patient.userId,
      outcome: 'allowed',
    });
}
