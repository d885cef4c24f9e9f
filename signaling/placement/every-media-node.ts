import { z } from 'zod';
import { Refusal } from '#contracts/refusal.ts';
import { NodeId } from '#contracts/ids.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { askCall, hearCall } from '#contracts/rpc/socket-calls.ts';
import type { RpcRequest, RpcTransport } from '#platform/rpc/rpc.ts';
import type { MediaNodes } from './media-nodes.ts';
import { createSendWhileAlive } from './send-while-alive.ts';

type Deps = { transport: Pick<RpcTransport, 'send'>; nodes: MediaNodes };

const watch = 'sessions:watch';
const Answer = SessionsSocket.requests[watch].output;
type Answer = z.infer<typeof Answer>;
/** What is asked of one node alone. */
const toOne: ReadonlySet<string> = new Set([askCall('node:drain'), askCall('node:resume')]);
const AskedOfOne = z.object({ input: z.object({ nodeId: NodeId }) });

/**
 * What admins ask of media nodes. Of all at once: the calls of each, and the nodes as the one that knows most tells them; a
 * node that is lost meanwhile is left out, and when none answers, that is said. Of one by its name: to drain or to resume.
 */
export function everyMediaNode(deps: Deps): Pick<RpcTransport, 'send'> {
  const send = createSendWhileAlive(deps);

  async function askAll(request: RpcRequest): Promise<Answer> {
    const asked = deps.nodes.alive.map(({ address }) => send({ ...request, address }));
    const settled = await Promise.allSettled(asked);
    const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [Answer.parse(one.value)] : []));
    if (asked.length > 0 && answers.length === 0) throw noneAnswers();
    const [most] = answers.map(({ nodes }) => nodes).toSorted((a, b) => b.length - a.length);
    const sessions = answers.flatMap((answer) => answer.sessions);
    const tenantId = answers[0]?.tenantId;
    return { sessions, nodes: most ?? [], operator: operatorOf(answers), tenantId };
  }

  /** Whether somebody may hear is the same everywhere. */
  async function askAny(request: RpcRequest): Promise<unknown> {
    for (const { address } of deps.nodes.alive)
      try {
        return await send({ ...request, address });
      } catch (error) {
        if (deps.nodes.alive.some((node) => node.address === address)) throw error;
      }
    throw noneAnswers();
  }

  async function askOne(request: RpcRequest): Promise<unknown> {
    const { nodeId } = AskedOfOne.parse(request.input).input;
    const node = deps.nodes.alive.find((one) => one.nodeId === nodeId);
    if (!node) throw new Refusal('not_found', 'There is no such media node.');
    return send({ ...request, address: node.address });
  }

  return {
    async send(request) {
      if (toOne.has(request.call)) return askOne(request);
      if (request.call === hearCall(watch)) return askAny(request);
      if (request.call === askCall(watch)) return askAll(request);
      return undefined;
    },
  };
}

/** Each node says itself who may drain it; where they were told differently, some can be. */
function operatorOf(answers: readonly Answer[]): Answer['operator'] {
  const told = answers.map(({ operator }) => operator);
  return (['you', 'another'] as const).find((operator) => told.includes(operator)) ?? 'nobody';
}

const noneAnswers = () => new Refusal('unavailable', 'No media node answers now.');
