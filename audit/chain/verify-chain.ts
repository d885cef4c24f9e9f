import type { AuditEntry } from '#contracts/audit/entry.ts';
import { genesis, hashEntry } from '../entries/entry-hash.ts';

export type Anchor = { tenantId: string; seq: number; hash: string };
export type ChainProblem = { seq: number; problem: 'changed' | 'missing' | 'reordered' | 'cut off' };
export type ChainReport = { entries: number; problem: ChainProblem | undefined; lastHash: string };

type Source = {
  /** Entries in the order of their sequence numbers, from one on. */
  listFrom: (fromSeq: number, limit: number) => Promise<AuditEntry[]>;
  /** Hashes that were written down elsewhere: an end that was cut off is known by them. */
  anchors: readonly Anchor[];
};

const pageSize = 500;

/** Walks a tenant's chain from its first entry and says where it does not fit, if anywhere. */
export async function verifyChain({ listFrom, anchors }: Source): Promise<ChainReport> {
  const anchored = Map.groupBy(anchors, ({ seq }) => seq);
  let lastHash = genesis;
  let entries = 0;
  for (;;) {
    const page = await listFrom(entries + 1, pageSize);
    for (const entry of page) {
      const problem = problemOf(entry, entries + 1, lastHash) ?? anchorProblem(entry, anchored);
      if (problem) return { entries, problem, lastHash };
      entries = entry.seq;
      lastHash = entry.hash;
    }
    if (page.length < pageSize) break;
  }
  const furthest = Math.max(0, ...anchored.keys());
  const problem = furthest > entries ? { seq: entries + 1, problem: 'cut off' as const } : undefined;
  return { entries, problem, lastHash };
}

function problemOf(entry: AuditEntry, expectedSeq: number, lastHash: string): ChainProblem | undefined {
  if (entry.seq > expectedSeq) return { seq: expectedSeq, problem: 'missing' };
  const { hash, ...fields } = entry;
  if (hashEntry(fields) !== hash) return { seq: entry.seq, problem: 'changed' };
  if (entry.previousHash !== lastHash) return { seq: entry.seq, problem: 'reordered' };
  return undefined;
}

// A chain that was written anew from some entry on fits in itself, but not what was anchored before.
function anchorProblem(
  entry: AuditEntry,
  anchored: ReadonlyMap<number, readonly Anchor[]>,
): ChainProblem | undefined {
  const isAsAnchored = (anchored.get(entry.seq) ?? []).every(({ hash }) => hash === entry.hash);
  return isAsAnchored ? undefined : { seq: entry.seq, problem: 'changed' };
}
