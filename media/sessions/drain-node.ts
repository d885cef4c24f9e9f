import type { Handlers } from '#contracts/define.ts';
import { NodeDrained } from '#contracts/events/media.ts';
import type { NodeId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { demand } from '#platform/access/demand.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { NodeDrain } from '../leases/node-drain.ts';
import type { NodeFacts } from './node-facts.ts';
import { sessionPolicy } from './session-policy.ts';

type Deps = { nodeDrain: Pick<NodeDrain, 'drain'>; facts: Pick<NodeFacts, 'keep'>; nodeId: NodeId };

/** Takes this node out of service without cutting a call. Refuses `not_found` for another one, and `no_other_node`. */
export function createDrainNode(deps: Deps): Handlers<SessionsSocket, SocketCaller>['node:drain'] {
  return async function drainNode({ actor }, { nodeId }) {
    demand(sessionPolicy, actor, 'node:drain', undefined);
    if (nodeId !== deps.nodeId) throw new Refusal('not_found', 'There is no such media node.');
    if (await deps.nodeDrain.drain()) await deps.facts.keep(NodeDrained, actor, nodeId);
    return {};
  };
}
