import type { UserActor } from '#contracts/actor.ts';
import { Refusal } from '#contracts/refusal.ts';
import { conversationPolicy, type ConversationAction } from '../policy.ts';
import type { ConversationRow, ConversationStore } from './conversation-store.ts';

const mostRemembered = 20_000;

/**
 * Gives the thread's facts to its members; refuses `not_a_member` to everybody else, also where there is no such
 * thread, so that nobody learns which exist. The facts never change, so they are remembered.
 */
export function createDemandMember({ conversations }: { conversations: ConversationStore }) {
  const known = new Map<string, ConversationRow>();

  async function find(id: string): Promise<ConversationRow | undefined> {
    const row = await conversations.findById(id);
    if (!row) return undefined;
    if (known.size >= mostRemembered) known.delete(known.keys().next().value ?? '');
    known.set(id, row);
    return row;
  }

  return async function demandMember(
    actor: UserActor,
    action: ConversationAction,
    conversationId: string,
  ): Promise<ConversationRow> {
    const row = known.get(conversationId) ?? (await find(conversationId));
    if (!row || !conversationPolicy[action](actor, row))
      throw new Refusal('not_a_member', 'This conversation is not yours.');
    return row;
  };
}
export type DemandMember = ReturnType<typeof createDemandMember>;
