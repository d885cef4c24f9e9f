import type { UserActor } from '#contracts/actor.ts';
import type { Conversation } from '#contracts/chat/conversation.ts';
import type { InputOf } from '#contracts/define.ts';
import { ConversationId, type UserId, type VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { conversationPolicy } from '../policy.ts';
import type { People, Visits } from '../ports.ts';
import type { ConversationRow, ConversationStore } from './conversation-store.ts';
import type { ShowConversation } from './show-conversation.ts';

type Deps = {
  conversations: ConversationStore;
  showConversation: ShowConversation;
  people: People;
  visits: Visits;
  now: Now;
  newId: NewId;
};
type Draft = Pick<ConversationRow, 'key' | 'kind' | 'clinicId' | 'patient' | 'patientId'> & {
  visitId?: VisitId;
};

/** The thread of a visit, or a patient's with the team; made when somebody who may be in it asks first. */
export function createFindConversation(deps: Deps) {
  const { conversations, showConversation, now, newId } = deps;

  return async function findConversation(
    actor: UserActor,
    input: InputOf<ChatSocket, 'conversation:find'>,
  ): Promise<Conversation> {
    const { tenantId } = actor;
    const key = input.kind === 'visit' ? `visit:${input.visitId}` : `team:${input.patientId}`;
    const there = await conversations.findByKey(tenantId, key);
    const row = there ?? { ...(await draftOf(deps, actor, input)), key };
    if (!conversationPolicy['conversation:read'](actor, { ...row, tenantId }))
      throw new Refusal('not_a_member', 'This conversation is not yours.');
    if (there) return showConversation(there);
    const id = ConversationId.parse(newId());
    const made = { ...row, _id: id, tenantId, epoch: 1, lastMessageAt: 0, createdAt: now() };
    return showConversation(await conversations.ensure(made));
  };
}

async function draftOf(
  deps: Deps,
  { tenantId }: UserActor,
  input: InputOf<ChatSocket, 'conversation:find'>,
): Promise<Omit<Draft, 'key'>> {
  if (input.kind === 'team') return teamDraft(deps, tenantId, input.patientId);
  const facts = await deps.visits['visit:facts']({ tenantId, visitId: input.visitId }).catch(
    unknownToStranger,
  );
  const patient = { userId: facts.patientId, name: facts.patientName };
  return {
    kind: 'visit',
    clinicId: facts.clinicId,
    patient,
    patientId: facts.patientId,
    visitId: facts.visitId,
  };
}

async function teamDraft(
  { people }: Deps,
  tenantId: UserActor['tenantId'],
  patientId: UserId,
): Promise<Omit<Draft, 'key'>> {
  const answer = await people['people:list']({ tenantId, userIds: [patientId] });
  const [person] = answer.people;
  const [clinicId] = person?.clinicIds ?? [];
  if (!person || !clinicId || person.role !== 'patient')
    throw new Refusal('not_a_member', 'This conversation is not yours.');
  return { kind: 'team', clinicId, patient: { userId: patientId, name: person.name }, patientId };
}

function unknownToStranger(error: unknown): never {
  if (error instanceof Refusal && error.code === 'not_found')
    throw new Refusal('not_a_member', 'This conversation is not yours.', { cause: error });
  throw error;
}
