import { Refusal } from '#contracts/refusal.ts';
import { listDead, reviveDead } from '#platform/process/dead-letters.ts';

// `node ops/dead-letters.ts [data folder]` lists events and tasks that failed too often, beside a running server or without one.
// `node ops/dead-letters.ts <data folder> replay <name>...`, or `replay all`, has them tried again at the next start: stop the
// server first. Exits 0, or 1 with a sentence.
const [folder = process.env['BEDSIDE_DATA'] ?? 'data', order, ...names] = process.argv.slice(2);

try {
  const dead = await listDead(folder);
  if (order === 'replay') await replay(names[0] === 'all' ? dead.map(({ name }) => name) : names);
  else if (order === undefined) {
    for (const { name, what, reason, failedAt } of dead)
      console.log(`${name}\n  ${what}, ${new Date(failedAt).toISOString()}: ${reason}`);
    console.log(dead.length === 0 ? 'Nothing failed for good.' : `${dead.length} in all.`);
  } else
    throw new Refusal('not_found', 'node ops/dead-letters.ts <data folder> [replay <name>... | replay all]');
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function replay(wanted: readonly string[]): Promise<void> {
  for (const name of wanted) await reviveDead(folder, name);
  console.log(`${wanted.length} will be tried again when the server starts.`);
}
