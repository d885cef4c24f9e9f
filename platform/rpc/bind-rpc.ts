import type { z } from 'zod';
import type { RpcContract, RpcHandlers } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';

/** A contract with the operations behind it, called by name, with input and output parsed. */
export type BoundRpc = {
  contract: RpcContract;
  /** Refuses `not_found` for an unknown call and `invalid_input`; a wrong output is a bug and throws. */
  call(name: string, input: unknown): Promise<unknown>;
};

/** Binds one operation to each call; a missing one does not compile. */
export function bindRpc<C extends RpcContract>(contract: C, handlers: RpcHandlers<C>): BoundRpc {
  // The pair is typed here, once; behind this door every operation is called with what its own contract parsed.
  const operations = new Map(Object.entries(handlers as RpcHandlers<RpcContract>));
  return {
    contract,
    async call(name, input) {
      const operation = operations.get(name);
      const declared = contract.calls[name];
      if (!operation || !declared) throw new Refusal('not_found', `${contract.service} has no call ${name}.`);
      const parsed = declared.input.safeParse(input);
      if (!parsed.success)
        throw new Refusal('invalid_input', wrongAt(`${contract.service} ${name}`, parsed.error));
      return declared.output.parse(await operation(parsed.data));
    },
  };
}

/** Says where the input is wrong, and nothing of what stood there. */
function wrongAt(call: string, error: z.ZodError): string {
  const places = error.issues.map((issue) => issue.path.join('.') || 'its top');
  return `The input of ${call} is wrong at ${[...new Set(places)].join(', ')}.`;
}
