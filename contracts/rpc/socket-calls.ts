import { z } from 'zod';
import { UserActor } from '../actor.ts';
import type { RpcCall, RpcContract, SocketContract, SocketRequest } from '../define.ts';

/** Who asks over a socket, as a signaling node tells it to the service that answers. */
export const SocketCaller = z.strictObject({
  actor: UserActor,
  /** Names the one socket, so that its loss can be told apart from the person's. */
  connectionId: z.string().max(64),
  /** The signaling node that holds the socket, if that is another process: with the node the socket is gone. */
  nodeId: z.string().max(64).optional(),
  /** Where that signaling node stands, and so where the caller is near to. */
  region: z.string().max(64).optional(),
});
export type SocketCaller = z.infer<typeof SocketCaller>;

const Rooms = z.array(z.strictObject({ kind: z.string(), id: z.string() })).max(1_000);

/** Asking what another process holds, such as a room of another node; who asks looks again where it is. */
export const elsewhere = 'elsewhere';

export const askCall = (request: string) => `ask:${request}`;
export const hearCall = (request: string) => `hear:${request}`;
export const closedCall = ({ namespace }: SocketContract) => `closed:${namespace.slice(1)}`;

/**
 * The calls by which signaling nodes hand the requests of a socket contract to the service that answers them: `ask:`
 * the request itself, `hear:` whether the caller may hear the rooms it joins, `closed:` that a socket is gone.
 */
export function socketCalls(service: string, contract: SocketContract): RpcContract {
  const calls: Record<string, RpcCall> = {};
  for (const [name, request] of Object.entries(contract.requests)) {
    calls[askCall(name)] = {
      ...common,
      summary: request.summary,
      input: askedBy(request.input),
      output: request.output,
      refusals: [...request.refusals, elsewhere],
    };
    if (request.joins) calls[hearCall(name)] = hear(name, request);
  }
  calls[closedCall(contract)] = {
    ...common,
    summary: 'A socket is gone that had joined rooms by these requests.',
    input: z.strictObject({ caller: SocketCaller, rooms: Rooms }),
    output: z.undefined(),
    isIdempotent: true,
  };
  return { service, calls };
}

const common = { refusals: [] as string[], isIdempotent: false, deadlineMs: 5_000, sample: {} };

const askedBy = (input: z.ZodType) => z.strictObject({ caller: SocketCaller, input });

const hear = (name: string, { input, refusals }: SocketRequest): RpcCall => ({
  ...common,
  summary: `Whether the caller of ${name} may hear its rooms.`,
  input: askedBy(input),
  output: z.undefined(),
  refusals: [...refusals, elsewhere],
  isIdempotent: true,
});
