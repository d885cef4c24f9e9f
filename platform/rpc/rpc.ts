import type { RpcContract } from '#contracts/define.ts';

export type RpcRequest = {
  contract: RpcContract;
  call: string;
  input: unknown;
  /** The one process that must answer (`http://host:port`), where any of the service will not do. */
  address?: string | undefined;
};

/**
 * How a request reaches a sister service. Answers what the contract's output says, or throws a `Refusal`: the
 * service's own, or `unavailable`, `deadline_exceeded`, `internal`.
 */
export interface RpcTransport {
  send(request: RpcRequest): Promise<unknown>;
  close(): Promise<void>;
}
