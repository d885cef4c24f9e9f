import type { AuditEntry } from '#contracts/audit/entry.ts';
import type { Now } from '#platform/clock.ts';
import { genesis, hashEntry } from './entry-hash.ts';
import type { AuditFact } from './entry-of-event.ts';
import type { EntryStore } from './entry-store.ts';

type Head = Pick<AuditEntry, 'seq' | 'hash'>;
type Waiting = { fact: AuditFact; resolve: () => void; reject: (error: unknown) => void };

const mostAtOnce = 200;

/**
 * Adds facts to the end of their tenant's chain, one tenant's one after the other, so that every entry knows the one
 * before it. Facts that wait together are written together. A fact that is there already is not added again.
 */
export function createAppendEntry({ entries, now }: { entries: EntryStore; now: Now }) {
  const waiting = new Map<string, Waiting[]>();
  const heads = new Map<string, Head>();

  async function drain(tenantId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, mostAtOnce);
      try {
        await write(tenantId, batch);
        for (const one of batch) one.resolve();
      } catch (error) {
        // What was written of the batch is unknown here: the next batch reads the end of the chain anew.
        heads.delete(tenantId);
        for (const one of batch) one.reject(error);
      }
    }
    waiting.delete(tenantId);
  }

  async function write(tenantId: string, batch: readonly Waiting[]): Promise<void> {
    let head: Head = heads.get(tenantId) ?? (await entries.findLast(tenantId)) ?? { seq: 0, hash: genesis };
    const isKnown = await Promise.all(batch.map(({ fact }) => entries.hasEvent(fact.eventId)));
    const added = new Set<string>();
    const writes: Promise<void>[] = [];
    for (const [index, { fact }] of batch.entries()) {
      if (isKnown[index] || added.has(fact.eventId)) continue;
      added.add(fact.eventId);
      const draft = { ...fact, seq: head.seq + 1, recordedAt: now(), previousHash: head.hash };
      const entry = { ...draft, hash: hashEntry(draft) };
      writes.push(entries.add(entry));
      head = entry;
    }
    await Promise.all(writes);
    heads.set(tenantId, head);
  }

  return function appendEntry(fact: AuditFact): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = waiting.get(fact.tenantId);
      if (queue) {
        queue.push({ fact, resolve, reject });
        return;
      }
      const fresh = [{ fact, resolve, reject }];
      waiting.set(fact.tenantId, fresh);
      drain(fact.tenantId, fresh).catch(reject);
    });
  };
}
