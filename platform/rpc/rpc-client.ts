import type { RpcClient, RpcContract } from '#contracts/define.ts';
import type { RpcTransport } from './rpc.ts';

/**
 * A sister service's operations as typed functions. With `address`, those of one process of it (a visit's media node).
 */
export function rpcClient<C extends RpcContract>(
  contract: C,
  transport: Pick<RpcTransport, 'send'>,
  { address }: { address?: string } = {},
): RpcClient<C> {
  const calls = Object.keys(contract.calls).map((call) => [
    call,
    (input: unknown) => transport.send({ contract, call, input, address }),
  ]);
  // One function per call of the contract; what each gives was parsed by the contract's own output.
  return Object.fromEntries(calls) as RpcClient<C>;
}
