import { Refusal } from '#contracts/refusal.ts';
import { rotateMasterKey } from '#platform/process/rotate-master-key.ts';

// `node ops/rotate-master-key.ts [data folder]`: makes a new master key and wraps every data key of the vault with it; stop the
// server first. With BEDSIDE_MASTER_KEYS set, add the new key at its end, then run this with it. Exits 0, or 1 with a sentence.
const folder = process.argv[2] ?? process.env['BEDSIDE_DATA'] ?? 'data';

try {
  const keyId = await rotateMasterKey(folder, process.env['BEDSIDE_MASTER_KEYS']);
  console.log(`Everything is sealed under the master key ${keyId} now.`);
  console.log('Keep the older keys as long as backups that need them: nothing else does.');
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
