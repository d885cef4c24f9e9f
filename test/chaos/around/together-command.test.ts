import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demoPassword, demoPeople } from '../../../ops/demo/demo-clinic.ts';
import { provideTestDatabase } from '../../../ops/provide/test-database.mjs';
import { takenPorts } from '../../../ops/together/servers.ts';
import { Person } from '../../kit/person.ts';
import { machineEnv, root } from '../../kit/server.ts';
import { until } from '../../kit/until.ts';

/** `npm run together` behind its preparations. Each port of it follows the first. */
class Command {
  readonly #child: ChildProcess;
  said = '';

  constructor(database: readonly string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, [join(root, 'ops/together/run.ts'), ...database], {
      cwd: root,
      env: { ...machineEnv(), BEDSIDE_MEDIA_WORKERS: '1', BEDSIDE_RTC_PORT: '23000', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
  }

  untilSaid = (pattern: RegExp): Promise<void> =>
    until(() => pattern.test(this.said), { withinMs: 60_000, why: () => [String(pattern), this.said] });

  pidOf(name: string): number {
    const pids = [...this.said.matchAll(new RegExp(`^ +${name}(?: +|: .*Runs again as )(\\d+)`, 'gm'))];
    return Number(pids.at(-1)?.[1]);
  }

  async end(how: 'SIGTERM' | 'SIGKILL' | 'disconnect' | undefined): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, 'exit');
    if (how === 'disconnect') this.#child.disconnect();
    else if (how) this.#child.kill(how);
    return (await ended)[0] as number | null;
  }
}

describe('the command that runs everything', async () => {
  const database = await provideTestDatabase();
  if (!database) throw new Error('There is no database server.');
  const command = 'url' in database ? [] : database.command;
  const given = 'url' in database ? { MONGODB_URL: database.url } : undefined;
  const port = 23_400;
  const url = `http://localhost:${port}`;
  const everyPort = [
    port,
    port + 91,
    port + 92,
    ...Array.from({ length: 9 }, (_, index) => port + 101 + index),
  ];
  const credentials = { email: demoPeople.nurses[0].email, password: demoPassword };
  let env: Record<string, string>;
  let last: Command;
  const start = (more: Record<string, string> = {}) => (last = new Command(command, { ...env, ...more }));

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-command-'));
    env = { ...given, BEDSIDE_PORT: String(port), BEDSIDE_DATA: folder };
  });
  afterEach(async () => void (await last.end('SIGTERM')));
  afterAll(async () => {
    await rm(env['BEDSIDE_DATA'] ?? '', { recursive: true, force: true });
  });

  it('tells what runs, starts again what was killed or sent away, and ends it all when it is told to', async () => {
    const first = start();
    await first.untilSaid(/Ctrl-C ends them all/);
    for (const name of ['redis', 'proxy', 'media-2', 'signaling-1']) {
      const pid = first.pidOf(name);
      process.kill(pid, 'SIGKILL');
      await until(() => first.pidOf(name) !== pid, { withinMs: 20_000, why: () => first.said });
    }
    const pid = first.pidOf('chat');
    process.kill(pid, 'SIGTERM');
    await until(() => first.pidOf('chat') !== pid, { withinMs: 30_000, why: () => first.said });
    expect(first.said).not.toMatch(/warning|error|undefined/);
    // Whatever was killed is back, and did its work again.
    await until(async () => Person.signIn(() => url, credentials), { withinMs: 30_000 });
    expect(await first.end('SIGTERM')).toBe(0);
    expect(await takenPorts(everyPort)).toEqual([]);
  });

  it('finds what was kept, and leaves nothing behind when it is killed or its starter goes', async () => {
    const second = start();
    await second.untilSaid(/Ctrl-C ends them all/);
    await until(async () => Person.signIn(() => url, credentials));
    await second.end('SIGKILL');
    await until(async () => (await takenPorts(everyPort)).length === 0, { withinMs: 30_000 });
    const third = start();
    await third.untilSaid(/Starting/);
    expect(await third.end('disconnect')).toBe(0);
    expect(await takenPorts(everyPort)).toEqual([]);
  });

  it('says in a sentence that a server of the settings cannot be reached', async () => {
    const redis = start({ REDIS_URL: 'redis://127.0.0.1:1' });
    expect(await redis.end(undefined)).toBe(1);
    expect(redis.said).toMatch(/^\nNo Redis answers at 127\.0\.0\.1:1 .+\n$/);
    const database = start({ MONGODB_URL: 'mongodb://127.0.0.1:1' });
    expect(await database.end(undefined)).toBe(1);
    expect(database.said).toMatch(/^\nNo database answers at 127\.0\.0\.1:1.+\n$/);
  });

  it('says in a sentence which ports are taken', async () => {
    const other = createServer().listen(port + 103);
    await once(other, 'listening');
    const command = start();
    expect(await command.end(undefined)).toBe(1);
    expect(command.said).toBe(
      `\nSomething else listens on port ${port + 103}. End it, or set BEDSIDE_PORT: every port follows it (now ${port} to ${port + 109}).\n`,
    );
    other.close();
  });
});
