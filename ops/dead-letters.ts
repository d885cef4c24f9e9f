import { Refusal } from '#contracts/refusal.ts';
import { operatorData } from '#platform/operator/data.ts';
import { listDead, reviveDead } from '#platform/operator/dead-letters.ts';
import { runOperator } from '#platform/operator/run-operator.ts';

// `node ops/dead-letters.ts [data folder]` lists events and tasks that failed too often, beside a running server or without one.
// `node ops/dead-letters.ts <data folder> replay <name>...`, or `replay all`, has them tried again: at the next start of a server
// that runs alone, which must be stopped; at once with MONGODB_URL and REDIS_URL. Exits 0, or 1 with a sentence.
const [folder = process.env['BEDSIDE_DATA'] ?? 'data', order, ...names] = process.argv.slice(2);

await runOperator({
  async run() {
    const data = operatorData(folder, process.env);
    const dead = await listDead(data);
    if (order === 'replay') {
      const wanted = names[0] === 'all' ? dead.map(({ name }) => name) : names;
      for (const name of wanted) await reviveDead(data, name);
      console.log(
        `${wanted.length} ${data.openRedis ? 'are tried again' : 'will be tried again when the server starts'}.`,
      );
      return 0;
    }
    if (order !== undefined)
      throw new Refusal(
        'not_found',
        'node ops/dead-letters.ts <data folder> [replay <name>... | replay all]',
      );
    for (const { name, what, reason, failedAt } of dead)
      console.log(`${name}\n  ${what}, ${new Date(failedAt).toISOString()}: ${reason}`);
    console.log(dead.length === 0 ? 'Nothing failed for good.' : `${dead.length} in all.`);
    return 0;
  },
});
