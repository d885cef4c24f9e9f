import { forgetfulJournal, type Journal, openJournal, replayJournal, rewriteJournal } from './journal.ts';
import { Tables } from './tables.ts';

/** How long an answer is kept under its idempotency key. */
export const keyLifetimeMs = 24 * 3600 * 1000;

/** Everything from the file, or nothing without one, and the journal to write more to. */
export async function openStorage(
  file: string | undefined,
  nowMs: number,
): Promise<{ tables: Tables; journal: Journal }> {
  const tables = new Tables();
  if (file === undefined) return { tables, journal: forgetfulJournal };
  const lines = await replayJournal(file, (row) => tables.put(row));
  forgetOld(tables, nowMs);
  if (lines > 2 * tables.size + 1000) await rewriteJournal(file, tables.everything());
  return { tables, journal: await openJournal(file) };
}

/** Drops answers whose time is over, and deliveries that are done. */
export function forgetOld(tables: Tables, nowMs: number): void {
  for (const record of tables.all('idempotency_record')) {
    if (record.createdAtMs + keyLifetimeMs > nowMs) break;
    tables.remove('idempotency_record', record.id);
  }
  for (const delivery of tables.all('delivery')) {
    if (delivery.state !== 'pending') tables.remove('delivery', delivery.id);
  }
}
