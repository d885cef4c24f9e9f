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
  nodeDrain: Pick<NodeDrain, 'resume'>;
  facts: Pick<NodeFacts, 'of'>;
  nodeId: NodeId;
};

/** Takes this node into service again, once the fact of it is kept. Refuses `not_found` for another one, and `node_ending`. */
export function createResumeNode(deps: Deps): Handlers<SessionsSocket, SocketCaller>['node:resume'] {
  return async function resumeNode({ actor }, { nodeId }) {
    demand(sessionPolicy, actor, 'node:resume', deps);
    if (nodeId !== deps.nodeId) throw new Refusal('not_found', 'There is no such media node.');
    await deps.nodeDrain.resume(deps.facts.of(actor, nodeId));
    return {};
  };
}
