import type { Handlers } from '#contracts/define.ts';
import type { NodeId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { demand } from '#platform/access/demand.ts';
import type { Operated } from '#platform/access/operates.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { NodeDrain } from '../leases/node-drain.ts';
import type { NodeFacts } from './node-facts.ts';
import { sessionPolicy } from './session-policy.ts';

type Deps = Operated & {
  nodeDrain: Pick<NodeDrain, 'drain'>;
  facts: Pick<NodeFacts, 'of'>;
  nodeId: NodeId;
};

/**
 * Takes this node out of service without cutting a call, once the fact of it is kept. Refuses `not_found` for another one,
 * `no_other_node`, and as the store does.
 */
export function createDrainNode(deps: Deps): Handlers<SessionsSocket, SocketCaller>['node:drain'] {
  return async function drainNode({ actor }, { nodeId }) {
    demand(sessionPolicy, actor, 'node:drain', deps);
    if (nodeId !== deps.nodeId) throw new Refusal('not_found', 'There is no such media node.');
    await deps.nodeDrain.drain(deps.facts.of(actor, nodeId));
    return {};
  };
}
