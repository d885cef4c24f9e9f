import { Refusal } from '#contracts/refusal.ts';
import type { BoundRpc } from './bind-rpc.ts';
import { createPerformCall, type PerformDeps } from './perform-call.ts';
import type { RpcTransport } from './rpc.ts';

/** Calls between services that live in this process. Services are mounted as they are made; clients may be made before. */
export type LocalRpc = RpcTransport & {
  mount(...services: readonly BoundRpc[]): void;
  has(service: string): boolean;
};

/** A direct call, parsed and bounded in time like one over the wire. */
export function createLocalRpc(deps: PerformDeps): LocalRpc {
  const performCall = createPerformCall(deps);
  const mounted = new Map<string, BoundRpc>();
  return {
    mount(...services) {
      for (const bound of services) {
        const { service } = bound.contract;
        if (mounted.has(service)) throw new Error(`The service ${service} is mounted already.`);
        mounted.set(service, bound);
      }
    },
    has: (service) => mounted.has(service),
    async send({ contract, call, input }) {
      const bound = mounted.get(contract.service);
      if (!bound) throw new Refusal('unavailable', `The service ${contract.service} is not in this process.`);
      return performCall(bound, { call, input });
    },
    close: async () => undefined,
  };
}
