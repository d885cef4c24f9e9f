import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteReader } from '#platform/store/sqlite/open-sqlite-reader.ts';
import { verifyStoredChains } from '../audit/service.ts';

// `node ops/verify-audit.ts [data folder]`: walks every chain of the audit trail and says where it does not fit.
// Reads the files alone, beside a running server or without one. Exits 0 when all is whole, 1 when not, 2 when there
// is nothing to read.
const folder = process.argv[2] ?? process.env['BEDSIDE_DATA'] ?? 'data';
const file = join(folder, 'audit.sqlite');

if (!existsSync(file)) {
  console.error(
    `There is no audit trail at ${file}. Name the data folder: node ops/verify-audit.ts <folder>`,
  );
  process.exit(2);
}

const store = openSqliteReader({ file });
let isWhole = true;
for await (const report of verifyStoredChains({ store, anchorFile: join(folder, 'audit-anchors.jsonl') })) {
  const { tenantId, entries, problem } = report;
  isWhole &&= problem === undefined;
  console.log(
    problem
      ? `Tenant ${tenantId}: broken at entry ${problem.seq} (${problem.problem}); the ${entries} before it are whole.`
      : `Tenant ${tenantId}: ${entries} entries, unbroken.`,
  );
}
await store.close();
process.exitCode = isWhole ? 0 : 1;
