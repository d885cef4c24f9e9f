import type { RoomRef, RpcContract, SocketContract } from '#contracts/define.ts';
import {
  askCall,
  closedCall,
  hearCall,
  type SocketCaller,
  socketCalls,
} from '#contracts/rpc/socket-calls.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import type { RpcTransport } from '#platform/rpc/rpc.ts';
import type { BoundSocketService } from './socket-service.ts';

type Asked = { caller: SocketCaller; input: never };
type Closed = { caller: SocketCaller; rooms: RoomRef[] };

/** The service's end: its socket operations as calls that signaling nodes of other processes make. */
export function answerSockets(service: string, bound: BoundSocketService): BoundRpc {
  const contract = socketCalls(service, bound.contract);
  const operations: Record<string, (input: never) => Promise<unknown>> = {};
  for (const [name, request] of Object.entries(bound.contract.requests)) {
    operations[askCall(name)] = ({ caller, input }: Asked) => there(bound.handlers[name])(caller, input);
    if (request.joins)
      operations[hearCall(name)] = ({ caller, input }: Asked) => there(bound.mayHear[name])(caller, input);
  }
  operations[closedCall(bound.contract)] = async ({ caller, rooms }: Closed) =>
    bound.onSocketClosed?.(caller, rooms);
  return bindRpc(contract, operations as never);
}

type Deps = {
  service: string;
  contract: SocketContract;
  transport: Pick<RpcTransport, 'send'>;
  /** This signaling node, which the service is told of. */
  nodeId: string;
  /** Where it stands. */
  region?: string;
};

/** The signaling node's end: a service of another process, asked like one of this. */
export function remoteSockets({ service, contract, transport, nodeId, region }: Deps): BoundSocketService {
  const calls: RpcContract = socketCalls(service, contract);
  const names = Object.keys(contract.requests);
  const send = (call: string, caller: SocketCaller, more: object) =>
    transport.send({ contract: calls, call, input: { caller: { ...caller, nodeId, region }, ...more } });
  return {
    contract,
    handlers: Object.fromEntries(
      names.map((name) => [name, (caller, input) => send(askCall(name), caller, { input })]),
    ),
    mayHear: Object.fromEntries(
      names
        .filter((name) => contract.requests[name]?.joins)
        .map((name) => [
          name,
          async (caller: SocketCaller, input: never) => void (await send(hearCall(name), caller, { input })),
        ]),
    ),
    onSocketClosed: async (caller, rooms) => void (await send(closedCall(contract), caller, { rooms })),
  };
}

function there<T>(operation: T | undefined): T {
  if (operation === undefined) throw new Error('A request of the contract has no operation.');
  return operation;
}
