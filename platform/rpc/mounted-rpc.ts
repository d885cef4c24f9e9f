import type { BoundRpc } from './bind-rpc.ts';

/** What this process answers to its sisters. A service may bring several contracts, but each call once. */
export class MountedRpc {
  readonly #calls = new Map<string, BoundRpc>();
  readonly #services = new Set<string>();

  constructor(services: readonly BoundRpc[] = []) {
    this.mount(...services);
  }

  mount(...services: readonly BoundRpc[]): void {
    for (const bound of services) {
      const { service, calls } = bound.contract;
      this.#services.add(service);
      for (const call of Object.keys(calls)) {
        const key = keyOf(service, call);
        if (this.#calls.has(key)) throw new Error(`The call ${call} of ${service} is mounted already.`);
        this.#calls.set(key, bound);
      }
    }
  }

  has(service: string): boolean {
    return this.#services.has(service);
  }

  find(service: string, call: string): BoundRpc | undefined {
    return this.#calls.get(keyOf(service, call));
  }
}

const keyOf = (service: string, call: string) => `${service} ${call}`;
