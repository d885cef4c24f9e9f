import { join, resolve } from 'node:path';
import { Refusal } from '#contracts/refusal.ts';
import { ConfigurationError } from '#platform/settings.ts';
import { mayWrite } from '#platform/store/mongo/may-write.ts';
import { renderHaproxy } from '../proxy/render-haproxy.ts';
import { demandReached } from './demand-reached.ts';
import { KeptProcess } from './kept-process.ts';
import { openKeys } from './open-keys.ts';
import type { OwnServer } from './own-server.ts';
import { backendsOf, planTogether } from './plan.ts';
import { startDatabase, startProxy, startRedis, takenPorts } from './servers.ts';

// A whole installation on this machine, everything started again when it is killed. The arguments are the command of a MongoDB
// server to start, if MONGODB_URL does not name one that runs. Ends with 0 when it was told to end, 1 with a sentence otherwise.

const root = join(import.meta.dirname, '../..');
const port = Number(process.env['BEDSIDE_PORT'] ?? 3_000);
const publicUrl = process.env['BEDSIDE_PUBLIC_URL'] ?? `http://localhost:${port}`;
const folder = join(resolve(root, process.env['BEDSIDE_DATA'] ?? 'data'), 'together');
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Ports follow the one of the proxy; those of media workers stay apart by more than any node has. */
const ports = { redis: port + 91, database: port + 92, processes: port + 101 };
const rtc = { first: Number(process.env['BEDSIDE_RTC_PORT'] ?? 20_000), apart: 100 };
const upWithinMs = 90_000;

/** Something that a person can mend. */
class Stop extends Error {}
const isForPeople = (error: unknown): error is Error =>
  [Stop, Refusal, ConfigurationError].some((kind) => error instanceof kind);
/** Somebody told us to end, or who started us is gone. */
let isEnding = false;
const toldToEnd = new Promise<'told'>((tell) => {
  for (const event of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'])
    process.on(event, () => {
      isEnding = true;
      tell('told');
    });
});

async function run(databaseCommand: readonly string[]): Promise<number> {
  const servers: OwnServer[] = [];
  const processes: KeptProcess[] = [];
  try {
    await start({ servers, processes, databaseCommand });
    if (!isEnding) say(tableOf([...servers, ...processes]));
    const ended = await Promise.race([toldToEnd, ...processes.map((one) => one.ended)]);
    if (ended !== 'told') throw new Stop(ended);
    return 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    if (isEnding) return 0;
    say(`\n${error.message}`);
    return 1;
  } finally {
    await Promise.all(processes.map((one) => one.stop()));
    for (const server of servers.toReversed()) await server.stop();
  }
}

type Installation = { servers: OwnServer[]; processes: KeptProcess[]; databaseCommand: readonly string[] };

async function start({ servers, processes, databaseCommand }: Installation): Promise<void> {
  const [redisUrl, mongoUrl] = [process.env['REDIS_URL'], process.env['MONGODB_URL']];
  let nextPort = ports.processes;
  let nextRtcPort = rtc.first;
  const planned = await planTogether({
    publicUrl,
    nextPort: () => nextPort++,
    nextRtcPort: () => (nextRtcPort += rtc.apart) - rtc.apart,
    folder,
    redisUrl: redisUrl ?? `redis://127.0.0.1:${ports.redis}`,
    mongoUrl: mongoUrl ?? `mongodb://127.0.0.1:${ports.database}`,
    env: await openKeys(join(folder, 'keys')),
  });
  await demandReached({ redisUrl, mongoUrl });
  await demandFree([
    port,
    ...(redisUrl === undefined ? [ports.redis] : []),
    ...(mongoUrl === undefined ? [ports.database] : []),
    ...planned.map(({ address }) => Number(new URL(address).port)),
  ]);
  say(`Starting ${planned.length} processes, their servers and the proxy.`);
  const told = (line: string) => say(`  ${line}`);
  if (redisUrl === undefined)
    servers.push(await startRedis({ folder: join(folder, 'redis'), port: ports.redis, say: told }));
  if (mongoUrl === undefined) {
    const place = { folder: join(folder, 'database'), port: ports.database, say: told };
    const database = await startDatabase({ ...place, command: databaseCommand });
    servers.push(database);
    await untilSo(() => mayWrite(database.url), 'The database takes no writes.');
  }
  for (const one of planned)
    if (!isEnding) processes.push(new KeptProcess({ planned: one, root, say: told }));
  const config = renderHaproxy({ entry: [`bind :${port}`], backends: backendsOf(planned) });
  servers.push(await startProxy({ config, folder, port, say: told }));
  const isUp = Promise.all(
    planned.map(({ address }) => untilSo(() => answers(`${address}/readyz`), address)),
  );
  const ended = await Promise.race([isUp, toldToEnd, ...processes.map((one) => one.ended)]);
  if (typeof ended === 'string') throw new Stop(ended);
  await untilSo(() => answers(`http://127.0.0.1:${port}/api/v1/demo`), publicUrl);
}

async function demandFree(wanted: readonly number[]): Promise<void> {
  const taken = await takenPorts(wanted);
  if (taken.length === 0) return;
  throw new Stop(
    `Something else listens on ${taken.length === 1 ? 'port' : 'ports'} ${taken.join(', ')}. End it, or set BEDSIDE_PORT: ` +
      `every port follows it (now ${port} to ${Math.max(...wanted)}).`,
  );
}

const answers = async (url: string): Promise<boolean> => (await fetch(url)).ok;

/** Resolves when the condition holds, or when we are to end. */
async function untilSo(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const endsAt = Date.now() + upWithinMs; !isEnding; ) {
    if (await isSo().catch(() => false)) return;
    if (Date.now() > endsAt)
      throw new Stop(`Not up within ${upWithinMs / 1_000} s: ${what}. Its log is below ${folder}.`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

function tableOf(running: readonly { name: string; pid: number | undefined; url: string }[]): string {
  const rows = running.map(
    ({ name, pid, url }) => `    ${name.padEnd(14)}${String(pid ?? '-').padEnd(9)}${url}`,
  );
  return [
    '',
    `  Bedside is running together: ${publicUrl}`,
    '',
    `  Try it: open ${publicUrl}/demo in two windows and continue as patient in one, as doctor in the other.`,
    '  Then kill -9 any of these in the middle of the visit, and watch (kill without -9 lets it hand over first):',
    '',
    `    ${'process'.padEnd(14)}${'pid'.padEnd(9)}address`,
    ...rows,
    '',
    `  Each keeps its log below ${folder}. Ctrl-C ends them all.`,
    '',
  ].join('\n');
}

process.exitCode = await run(process.argv.slice(2));
// The channel to who started us would keep us here.
if (process.connected) process.disconnect();
