import type { CallOutput, RpcClient } from '#contracts/define.ts';
import type { LendingRpc, LoanId } from '#contracts/rpc/lending.ts';
import { Refusal } from '#contracts/refusal.ts';
import { isOutage } from '#platform/resilience/outage.ts';

type Seen = CallOutput<LendingRpc, 'loan:watch'>;
type Deps = {
  lender: Pick<RpcClient<LendingRpc>, 'loan:watch'>;
  loanId: LoanId;
  onSeen: (seen: Seen) => void;
  onGone: (why: unknown) => void;
};

/** A lender that refuses every connection for so long is not there any more. */
const longestRefusedMs = 250;
/** One that does not answer for so long is frozen or cut off. */
const longestSilentMs = 1_500;
const retryMs = 50;

/** Follows how a loan stands, until it is over. The lender hears by it that the borrower lives. Returns the end of it. */
export function watchLoan({ lender, loanId, onSeen, onGone }: Deps): () => void {
  let isEnded = false;
  let since = 0;
  let heardAt = performance.now();
  let refusedSince: number | undefined;

  function isOver(error: unknown): boolean {
    if (!isOutage(error)) return true;
    const now = performance.now();
    const isRefused = error instanceof Refusal && error.code === 'unavailable';
    refusedSince = isRefused ? (refusedSince ?? now) : undefined;
    const refusedMs = refusedSince === undefined ? 0 : now - refusedSince;
    return refusedMs > longestRefusedMs || now - heardAt > longestSilentMs;
  }

  async function look(): Promise<void> {
    try {
      const seen = await lender['loan:watch']({ loanId, since });
      heardAt = performance.now();
      refusedSince = undefined;
      since = seen.version;
      if (!isEnded) onSeen(seen);
    } catch (error) {
      if (isEnded) return;
      isEnded = isOver(error);
      if (isEnded) return onGone(error);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async function follow(): Promise<void> {
    while (!isEnded) await look();
  }

  follow().catch(onGone);
  return () => {
    isEnded = true;
  };
}
