import { z } from 'zod';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { askCall, hearCall } from '#contracts/rpc/socket-calls.ts';
import type { RpcTransport } from '#platform/rpc/rpc.ts';
import type { MediaNodes } from './media-nodes.ts';

type Deps = { transport: Pick<RpcTransport, 'send'>; nodes: MediaNodes };

const watch = 'sessions:watch';
const Answer = SessionsSocket.requests[watch].output;

/** What admins ask of all media nodes at once: the calls of each, and the nodes as the one that knows most tells them. */
export function everyMediaNode({ transport, nodes }: Deps): Pick<RpcTransport, 'send'> {
  return {
    async send(request) {
      if (request.call === hearCall(watch)) return transport.send({ ...request, ...anyOf(nodes) });
      if (request.call !== askCall(watch)) return undefined;
      const asked = nodes.alive.map(({ address }) => transport.send({ ...request, address }));
      const answers = (await Promise.allSettled(asked)).flatMap((one) =>
        one.status === 'fulfilled' ? [Answer.parse(one.value)] : [],
      );
      const longest = answers.map((answer) => answer.nodes).toSorted((a, b) => b.length - a.length)[0] ?? [];
      return { sessions: answers.flatMap(({ sessions }) => sessions), nodes: longest } satisfies z.infer<
        typeof Answer
      >;
    },
  };
}

const anyOf = ({ alive: [node] }: MediaNodes) => (node ? { address: node.address } : {});
