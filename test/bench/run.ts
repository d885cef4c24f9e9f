import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { coldJoin } from './calls/cold-join.ts';
import { chatMessage } from './chat-message.ts';
import { warmAdmit } from './calls/warm-admit.ts';
import { killedBenches } from './calls/killed.ts';
import { sharedConnects } from './cluster/connects.ts';
import { fanOut } from './cluster/fan-out.ts';
import { heldSockets } from './cluster/held.ts';
import { failoverHerd } from './cluster/herd.ts';
import { sharedRequests } from './cluster/requests.ts';
import { visitsTogether } from './cluster/visits.ts';
import { alternate } from './harness/alternate.ts';
import type { Bench } from './harness/bench.ts';
import { Budget, judge, verdictLine } from './harness/budget.ts';
import { machineFacts } from './harness/machine-facts.ts';
import { tableOf } from './harness/table.ts';
import { idleServer } from './idle-server.ts';
import { idleSockets } from './idle-sockets.ts';
import { socketRequest } from './socket-request.ts';
import { storeWrites } from './store-writes.ts';
import { visitsCarried } from './visits-carried.ts';
import { visitsSetUp } from './visits-set-up.ts';

const benches: Bench[] = [
  coldJoin({ roundTripMs: 0 }),
  coldJoin({ roundTripMs: 80 }),
  warmAdmit({ roundTripMs: 0 }),
  warmAdmit({ roundTripMs: 80 }),
  socketRequest,
  chatMessage,
  storeWrites,
  idleSockets,
  visitsSetUp,
  visitsCarried,
  ...killedBenches,
  idleServer,
  sharedRequests,
  fanOut,
  sharedConnects,
  heldSockets,
  failoverHerd,
  visitsTogether,
];

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, json: { type: 'string' }, list: { type: 'boolean' } },
});
const tell = (line: string) => process.stdout.write(`${line}\n`);
const budget = Budget.parse(JSON.parse(readFileSync(new URL('./budget.json', import.meta.url), 'utf8')));

const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (options.list === true || unknown.length > 0) {
  for (const name of unknown) tell(`There is no bench "${name}".`);
  for (const { name, summary } of benches) tell(`${name.padEnd(16)} ${summary}`);
  process.exit(unknown.length > 0 ? 1 : 0);
}

const failed: string[] = [];
for (const bench of benches) {
  if (names.length > 0 && !names.includes(bench.name)) continue;
  try {
    await measure(bench);
  } catch (error) {
    // The others are measured all the same.
    failed.push(bench.name);
    tell(`  failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
if (failed.length > 0) tell(`\nNot measured: ${failed.join(', ')}.`);
process.exit(failed.length > 0 ? 1 : 0);

async function measure(bench: Bench): Promise<void> {
  const { name, summary } = bench;
  tell(`\n${name}: ${summary}`);
  if (bench.obstacle !== undefined) {
    tell(`  not run: ${bench.obstacle}`);
    return;
  }
  const machine = machineFacts();
  const figures = await alternate(bench, { runs: Number(options.runs ?? bench.runs), tell });
  const goals = judge(figures, budget[name] ?? []);
  for (const line of [...tableOf(figures), ...goals.map(verdictLine)]) tell(line);
  const file = resolve(options.json ?? new URL(`./results/${name}.json`, import.meta.url).pathname);
  mkdirSync(dirname(file), { recursive: true });
  const measuredAt = new Date().toISOString();
  writeFileSync(
    file,
    `${JSON.stringify({ name, summary, measuredAt, machine, figures, goals }, rounded, 2)}\n`,
  );
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value;
}
