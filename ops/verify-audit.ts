import { join } from 'node:path';
import { operatorData } from '#platform/operator/data.ts';
import { runOperator } from '#platform/operator/run-operator.ts';
import { verifyStoredChains } from '../audit/service.ts';

// `node ops/verify-audit.ts [data folder] [anchor file]...`: walks every chain of the audit trail and says where it does not fit,
// beside whatever runs or without it. With MONGODB_URL and REDIS_URL the trail is the installation's; anchor files that were copied
// away may be named. Exits 0 when all is whole, 1 when not, 2 when there is nothing to read.
const [folder = process.env['BEDSIDE_DATA'] ?? 'data', ...copies] = process.argv.slice(2);

await runOperator({
  exitForNothing: 2,
  async run() {
    const data = operatorData(folder, process.env);
    const store = await data.openReader('audit');
    let isWhole = true;
    const anchorFiles = [join(folder, 'audit-anchors.jsonl'), ...copies];
    for await (const { tenantId, entries, problem } of verifyStoredChains({
      store,
      anchorFiles,
      mayMove: data.openRedis !== undefined,
    })) {
      isWhole &&= problem === undefined;
      console.log(
        problem
          ? `Tenant ${tenantId}: broken at entry ${problem.seq} (${problem.problem}); the ${entries} before it are whole.`
          : `Tenant ${tenantId}: ${entries} entries, unbroken.`,
      );
    }
    await store.close();
    return isWhole ? 0 : 1;
  },
});
