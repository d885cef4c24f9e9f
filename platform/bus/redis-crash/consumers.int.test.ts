import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Child, startChild, untilSaid } from '../../../test/kit/child.ts';
import { openRedisServer, type RedisServer } from '../../../test/kit/redis.ts';
import { until } from '../../../test/kit/until.ts';
import { count, openProcess, upTo } from './redis-bus.kit.ts';

const program = fileURLToPath(new URL('./consume-until-killed.program.ts', import.meta.url));
const keys = upTo(20).map((n) => `thing${n}`);

let server: RedisServer;
const children: Child[] = [];
beforeAll(async () => {
  server = await openRedisServer();
});
afterAll(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await server.stop();
});

it('hands every event to those that are left, in the order of its key, while processes are killed and stopped', {
  timeout: 60_000,
}, async () => {
  const publisher = await openProcess(server.url, 'consumers');
  const open = () => {
    const child = startChild(program, [server.url, 'consumers']);
    children.push(child);
    return child;
  };
  const [killed, stopped] = [open(), open(), open()];
  await Promise.all(children.map((child) => untilSaid(child, 'ready')));
  let rounds = 0;
  const publish = async (many: number) => {
    for (const end = rounds + many; rounds < end; rounds++)
      await publisher.bus.publish(keys.map((key) => count(key, rounds)));
  };
  const handled = () => firstTimes(children.flatMap((child) => child.lines()));
  const untilAll = () =>
    until(() => keys.every((key) => handled().get(key)?.length === rounds), {
      withinMs: 15_000,
      why: () => [rounds, keys.map((key) => handled().get(key)?.length)],
    });

  await publish(30);
  // In the middle of what it reads.
  await Promise.all([publish(200), killed.kill()]);
  await untilAll();
  const publishing = publish(200);
  process.kill(stopped.pid ?? 0, 'SIGSTOP');
  await publishing;
  await untilAll();
  process.kill(stopped.pid ?? 0, 'SIGCONT');
  const before = stopped.lines().length;
  await until(async () => {
    await publish(5);
    return stopped.lines().length > before + 20;
  });
  await untilAll();
  for (const key of keys) expect(handled().get(key)).toEqual(upTo(rounds));
  await publisher.close();
});

/** The numbers of each key in the order in which they were handled first, by whomever. */
function firstTimes(lines: readonly string[]): Map<string, number[]> {
  const told = lines.map((line) => line.split(' ')).filter(({ length }) => length === 3);
  const seen = new Map<string, Set<number>>();
  for (const [, key = '', n] of told.toSorted(([one = 0], [other = 0]) =>
    BigInt(one) < BigInt(other) ? -1 : 1,
  ))
    seen.set(key, (seen.get(key) ?? new Set()).add(Number(n)));
  return new Map([...seen].map(([key, ns]) => [key, [...ns]]));
}
