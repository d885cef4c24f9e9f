import type { LocalRpc } from './local-rpc.ts';
import type { RpcTransport } from './rpc.ts';

type Deps = { local: LocalRpc; remote: RpcTransport; ownAddress: string };

/** Calls a service in this process where it is here (and nobody else is meant), else over the wire. */
export function preferLocal({ local, remote, ownAddress }: Deps): RpcTransport {
  return {
    send(request) {
      const isMeantHere = request.address === undefined || request.address === ownAddress;
      return isMeantHere && local.has(request.contract.service) ? local.send(request) : remote.send(request);
    },
    async close() {
      await Promise.all([local.close(), remote.close()]);
    },
  };
}
