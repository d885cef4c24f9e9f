import { EventEmitter } from 'node:events';
import { join, resolve } from 'node:path';
import { renderHaproxy } from '../proxy/render-haproxy.ts';
import { supervise } from '../lib/supervise.mjs';
import { openKeys } from './open-keys.ts';
import { backendsOf, type PlannedProcess, planTogether } from './plan.ts';
import { startDatabase, startProxy, startRedis, untilAnswers } from './servers.ts';

// A whole installation on this machine, each process started again when it is killed. The arguments are the command of
// a MongoDB server to start, if MONGODB_URL does not name one that runs.

const root = join(import.meta.dirname, '../..');
const port = Number(process.env['BEDSIDE_PORT'] ?? 3_000);
const publicUrl = process.env['BEDSIDE_PUBLIC_URL'] ?? `http://localhost:${port}`;
const folder = join(resolve(root, process.env['BEDSIDE_DATA'] ?? 'data'), 'together');
const say = (line: string) => void process.stdout.write(`${line}\n`);
const signals = new EventEmitter();
signals.setMaxListeners(0);

/** Ports of the processes follow the one of the proxy; those of media workers stay apart by more than any node has. */
const portsAfterProxy = 101;
const rtc = { first: 20_000, apart: 100 };

async function run(databaseCommand: readonly string[]): Promise<number> {
  const redis = await startRedis({
    url: process.env['REDIS_URL'],
    folder: join(folder, 'redis'),
    port: port + 91,
  });
  const servers = [redis];
  const database = await startDatabase({
    url: process.env['MONGODB_URL'],
    command: databaseCommand,
    folder: join(folder, 'database'),
    port: port + 92,
  });
  servers.push(database);
  let nextPort = port + portsAfterProxy;
  let nextRtcPort = rtc.first;
  const processes = await planTogether({
    publicUrl,
    nextPort: () => nextPort++,
    nextRtcPort: () => (nextRtcPort += rtc.apart) - rtc.apart,
    folder,
    redisUrl: redis.url,
    mongoUrl: database.url,
    env: await openKeys(join(folder, 'keys')),
  });
  const pids = new Map<string, number | undefined>();
  const running = processes.map((planned) => keepRunning(planned, pids));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => signals.emit(signal));
  try {
    const config = renderHaproxy({ entry: [`bind :${port}`], backends: backendsOf(processes) });
    servers.push(await startProxy({ config, folder, port }));
    const whenUp = untilAnswers(`http://127.0.0.1:${port}/api/v1/demo`, 90_000);
    if (await Promise.race([whenUp, Promise.all(running)])) return 1;
    say(tableOf(processes, pids));
    return Math.max(...(await Promise.all(running)));
  } finally {
    signals.emit('SIGTERM');
    await Promise.all(running);
    for (const server of servers.toReversed()) await server.stop();
  }
}

function keepRunning({ name, services, env }: PlannedProcess, pids: Map<string, number | undefined>) {
  let starts = 0;
  return supervise({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', join(root, 'bedside.ts'), ...services],
    cwd: root,
    env: { ...process.env, ...env },
    say: (line: string) => say(`  ${name}: ${line}`),
    signals,
    onStarted: (pid: number | undefined) => {
      pids.set(name, pid);
      if (starts++ > 0) say(`  ${name}: runs again as ${pid}.`);
    },
  });
}

function tableOf(
  processes: readonly PlannedProcess[],
  pids: ReadonlyMap<string, number | undefined>,
): string {
  const rows = processes.map(
    ({ name, address }) => `    ${name.padEnd(14)}${String(pids.get(name) ?? '-').padEnd(9)}${address}`,
  );
  return [
    '',
    `  Bedside is running together: ${publicUrl}`,
    '',
    `  Try it: open ${publicUrl}/demo in two windows and continue as patient in one, as doctor in the other.`,
    '  Then kill -9 any of these in the middle of the visit, and watch:',
    '',
    `    ${'process'.padEnd(14)}${'pid'.padEnd(9)}address`,
    ...rows,
    '',
  ].join('\n');
}

process.exitCode = await run(process.argv.slice(2));
