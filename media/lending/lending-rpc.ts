import { LendingRpc } from '#contracts/rpc/lending.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import type { Loans } from './loans.ts';

/** What other media nodes may ask of this one for their large rooms. */
export const lendingRpc = (loans: Loans): BoundRpc =>
  bindRpc(LendingRpc, {
    'loan:open': async (opening) => {
      const { pipe, workerPid } = await loans.open(opening);
      return { pipe, workerPid };
    },
    'loan:order': async ({ loanId, count, orders }) => {
      return { outcomes: await loans.demand(loanId).order(count, orders) };
    },
    'loan:watch': async ({ loanId, since }) => loans.demand(loanId).watch(since),
    'loan:close': async ({ loanId }) => {
      await loans.close(loanId);
      return {};
    },
  });
