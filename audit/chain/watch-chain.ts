import type { ChainState } from '#contracts/audit/entry.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { EntryStore } from '../entries/entry-store.ts';
import type { AnchorFile } from './anchor-file.ts';
import { verifyChain } from './verify-chain.ts';

type Deps = { entries: EntryStore; anchors: AnchorFile; now: Now; log: Log };

/** Checks a tenant's whole chain when asked, and anchors its end when it is whole and has grown. */
export function createWatchChain({ entries, anchors, now, log }: Deps) {
  const states = new Map<string, ChainState>();
  const known = new Set<string>();

  async function check(tenantId: string): Promise<ChainState> {
    const written = (await anchors.read()).filter((anchor) => anchor.tenantId === tenantId);
    const report = await verifyChain({
      listFrom: (fromSeq, limit) => entries.listFrom(tenantId, fromSeq, limit),
      anchors: written,
    });
    const { problem } = report;
    if (problem)
      log.error({ tenantId, seq: problem.seq, problem: problem.problem }, 'the audit trail is broken');
    else if (report.entries > Math.max(0, ...written.map(({ seq }) => seq)))
      await anchors.append({ tenantId, seq: report.entries, hash: report.lastHash });
    const state: ChainState = {
      entries: report.entries,
      checkedAt: now(),
      isUnbroken: problem === undefined,
      ...(problem ? { brokenAtSeq: problem.seq } : {}),
    };
    states.set(tenantId, state);
    return state;
  }

  return {
    check,
    /** The last result, or a first check. */
    read: async (tenantId: string): Promise<ChainState> => states.get(tenantId) ?? (await check(tenantId)),
    checkAll: async (): Promise<void> => {
      for (const tenantId of known) await check(tenantId);
    },
    /** From now on the tenant's chain is among those checked. */
    know(tenantId: string): void {
      known.add(tenantId);
    },
  };
}
