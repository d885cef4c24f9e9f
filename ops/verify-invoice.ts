import { VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { operatorData } from '#platform/operator/data.ts';
import { runOperator } from '#platform/operator/run-operator.ts';
import { verifyInvoices } from '../billing/service.ts';
import { readProvenTime } from '../visits/service.ts';

// `node ops/verify-invoice.ts [data folder] [visit]`: works every paid invoice out again, each billed second from the attendance
// log and from nothing else, and compares it with the bill and the ledger, beside whatever runs or without it. With MONGODB_URL and
// REDIS_URL they are the installation's. Exits 0 when all is proven, 1 when not, 2 when there is nothing to read.
const [folder = process.env['BEDSIDE_DATA'] ?? 'data', wanted] = process.argv.slice(2);

await runOperator({
  exitForNothing: 2,
  async run() {
    const visit = wanted === undefined ? undefined : VisitId.safeParse(wanted);
    if (visit?.success === false)
      throw new Refusal(
        'not_found',
        `"${wanted}" is no visit's id. node ops/verify-invoice.ts <folder> <visit>`,
      );
    const data = operatorData(folder, process.env);
    const [visits, billing] = [await data.openReader('visits'), await data.openReader('billing')];
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
    return isProven ? 0 : 1;
  },
});
