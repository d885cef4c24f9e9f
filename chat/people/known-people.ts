import type { UserActor } from '#contracts/actor.ts';
import type { Message } from '#contracts/chat/conversation.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { People } from '../ports.ts';

const rememberedMs = 5 * 60_000;
const mostRemembered = 20_000;

/** Names of authors, asked of identity once in a while, so that a message need not wait for it. */
export function createKnownPeople({ people, now }: { people: People; now: Now }) {
  const known = new Map<string, { name: string; until: number }>();

  async function askName({ tenantId, userId }: UserActor): Promise<string> {
    try {
      const answer = await people['people:list']({ tenantId, userIds: [userId] });
      const [person] = answer.people;
      if (!person) throw new Refusal('not_found', 'There is no such person.');
      if (known.size >= mostRemembered) known.delete(known.keys().next().value ?? '');
      known.set(userId, { name: person.name, until: now() + rememberedMs });
      return person.name;
    } catch (error) {
      // A name of some minutes ago is better than a message that cannot be sent.
      const remembered = known.get(userId);
      if (remembered) return remembered.name;
      throw error;
    }
  }

  return {
    async authorOf(actor: UserActor): Promise<Message['author']> {
      const { userId, role } = actor;
      const remembered = known.get(userId);
      const name = remembered && remembered.until > now() ? remembered.name : await askName(actor);
      return { userId, name, role };
    },
  };
}
export type KnownPeople = ReturnType<typeof createKnownPeople>;
