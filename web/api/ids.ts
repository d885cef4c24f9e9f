import type { ConversationId, UserId, VisitId } from '#contracts/ids.ts';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a part of the address can be the id of a visit. */
export const isVisitId = (text: string | undefined): text is VisitId => text !== undefined && uuid.test(text);

/** Whether a part of the address can be the id of a person. */
export const isUserId = (text: string | undefined): text is UserId => text !== undefined && uuid.test(text);

/** Whether a part of the address can be the id of a thread. */
export const isConversationId = (text: string | undefined): text is ConversationId =>
  text !== undefined && uuid.test(text);
