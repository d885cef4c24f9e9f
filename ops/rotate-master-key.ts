import { operatorData } from '#platform/operator/data.ts';
import { rotateMasterKey } from '#platform/operator/rotate-master-key.ts';
import { runOperator } from '#platform/operator/run-operator.ts';

// `node ops/rotate-master-key.ts [data folder]`: makes a new master key and wraps every data key of the vault with it; stop a
// server that runs alone first. With BEDSIDE_MASTER_KEYS set, add the new key at its end, start every process with it, then run
// this with it. Exits 0, or 1 with a sentence.
const folder = process.argv[2] ?? process.env['BEDSIDE_DATA'] ?? 'data';

await runOperator({
  async run() {
    const keyId = await rotateMasterKey(
      operatorData(folder, process.env),
      process.env['BEDSIDE_MASTER_KEYS'] || undefined,
    );
    console.log(`Everything is sealed under the master key ${keyId} now.`);
    console.log('Keep the older keys as long as backups that need them: nothing else does.');
    return 0;
  },
});
