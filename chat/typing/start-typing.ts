import type { InputOf } from '#contracts/define.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { DemandMember } from '../conversations/demand-member.ts';
import type { KnownPeople } from '../people/known-people.ts';

type Deps = { demandMember: DemandMember; people: KnownPeople; announcer: Announcer };

/** Tells the others in the thread that somebody writes. Nothing is stored. */
export function createStartTyping({ demandMember, people, announcer }: Deps) {
  return async function startTyping(
    { actor, connectionId }: SocketCaller,
    input: InputOf<ChatSocket, 'typing:start'>,
  ) {
    const { conversationId } = input;
    await demandMember(actor, 'conversation:write', conversationId);
    const { name } = await people.authorOf(actor);
    announcer.tell(
      ChatSocket,
      {
        tenantId: actor.tenantId,
        rooms: [{ kind: 'conversation', id: conversationId }],
        exceptConnection: connectionId,
      },
      'typing:started',
      { conversationId, userId: actor.userId, name },
    );
    return {};
  };
}
