import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VisitId } from '#contracts/ids.ts';
import { openSqliteReader } from '#platform/store/sqlite/open-sqlite-reader.ts';
import { verifyInvoices } from '../billing/service.ts';
import { readProvenTime } from '../visits/service.ts';

// `node ops/verify-invoice.ts [data folder] [visit]`: works every paid invoice out again, each billed second from the attendance
// log and from nothing else, and compares it with the bill and the ledger. Reads the files alone, beside a running server or
// without one. Exits 0 when all is proven, 1 when not, 2 when there is nothing to read.
const [folder = process.env['BEDSIDE_DATA'] ?? 'data', wanted] = process.argv.slice(2);
const files = ['visits', 'billing'].map((name) => join(folder, `${name}.sqlite`)) as [string, string];

const missing = files.find((file) => !existsSync(file));
if (missing !== undefined) {
  console.error(`There is nothing at ${missing}. Name the data folder: node ops/verify-invoice.ts <folder>`);
  process.exit(2);
}
const visit = wanted === undefined ? undefined : VisitId.safeParse(wanted);
if (visit?.success === false) {
  console.error(`"${wanted}" is no visit's id. node ops/verify-invoice.ts <folder> <visit>`);
  process.exit(2);
}

const [visits, billing] = files.map((file) => openSqliteReader({ file })) as [Reader, Reader];
type Reader = ReturnType<typeof openSqliteReader>;
let invoices = 0;
let isProven = true;
for await (const invoice of verifyInvoices({
  store: billing,
  provenTime: await readProvenTime(visits),
  ...(visit ? { visitId: visit.data } : {}),
})) {
  const { visitId, seconds, amount, problems } = invoice;
  invoices += 1;
  isProven &&= problems.length === 0;
  const what = `Visit ${visitId}: ${seconds} s, ${(amount.minorUnits / 100).toFixed(2)} ${amount.currency}`;
  console.log(problems.length === 0 ? `${what}, proven.` : `${what}, NOT proven. ${problems.join(' ')}`);
}
console.log(invoices === 0 ? 'No invoice was paid.' : `${invoices} invoices.`);
await Promise.all([visits.close(), billing.close()]);
process.exitCode = isProven ? 0 : 1;
