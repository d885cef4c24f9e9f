import { Refusal } from '#contracts/refusal.ts';
import type { BoundRpc } from './bind-rpc.ts';
import { createPerformCall, type PerformDeps } from './perform-call.ts';
import { MountedRpc } from './mounted-rpc.ts';
import type { RpcTransport } from './rpc.ts';

/** Calls between services that live in this process. Services are mounted as they are made; clients may be made before. */
export type LocalRpc = RpcTransport & {
  mount(...services: readonly BoundRpc[]): void;
  has(service: string): boolean;
};

/** A direct call, parsed and bounded in time like one over the wire. */
export function createLocalRpc(deps: PerformDeps): LocalRpc {
  const performCall = createPerformCall(deps);
  const mounted = new MountedRpc();
  return {
    mount: (...services) => mounted.mount(...services),
    has: (service) => mounted.has(service),
    async send({ contract: { service }, call, input }) {
      if (!mounted.has(service))
        throw new Refusal('unavailable', `The service ${service} is not in this process.`);
      const bound = mounted.find(service, call);
      if (!bound) throw new Refusal('not_found', `${service} has no call ${call}.`);
      return performCall(bound, { call, input });
    },
    close: async () => undefined,
  };
}
