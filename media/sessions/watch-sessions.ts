import type { Actor } from '#contracts/actor.ts';
import type { Operator } from '#contracts/call/live.ts';
import type { OutputOf } from '#contracts/define.ts';
import type { NodeId } from '#contracts/ids.ts';
import type { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { type Operated, operates } from '#platform/access/operates.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { describeSession } from './describe-session.ts';
import type { NodeRow } from './node-row.ts';

type Deps = Operated & { rooms: Rooms; nodeRow: NodeRow; nodeId: NodeId };

/** The calls of the admin's organisation that run now, the media nodes and who may drain them. No content of any call. */
export function createWatchSessions({ rooms, nodeRow, nodeId, operator }: Deps) {
  return async function watchSessions({
    actor,
  }: SocketCaller): Promise<OutputOf<SessionsSocket, 'sessions:watch'>> {
    const theirs = rooms.all.filter(({ tenantId }) => tenantId === actor.tenantId);
    return {
      sessions: theirs.map((room) => describeSession(room, nodeId)),
      nodes: await nodeRow.watch(actor.tenantId),
      operator: operatorAsSeenBy(actor, operator),
      tenantId: actor.tenantId,
    };
  };
}

function operatorAsSeenBy(actor: Actor, operator: Operated['operator']): Operator {
  if (operates(actor, { operator })) return 'you';
  return operator === undefined ? 'nobody' : 'another';
}
