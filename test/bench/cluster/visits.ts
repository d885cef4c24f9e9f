import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { ParticipantId } from '#contracts/call/call.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import type { Redis } from '#platform/redis/redis.ts';
import type { TestSocket } from '../../kit/client.ts';
import type { Person } from '../../kit/person.ts';
import { type Cast, World } from '../../kit/world.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { cpuSecondsOf } from '../processes/worker-cpu.ts';
import { RECEIVE_CAPABILITIES } from '../synthetic/rtp-parameters.ts';

/** Visits that are opened at the same time, and how many are at each step. */
const steps = [1, 4, 12];
const visitsEach = 12;
const restMs = 5_000;
const processes = [
  'signaling-1',
  'signaling-2',
  'media-1',
  'media-2',
  'visits',
  'identity',
  'chat',
  'billing',
  'audit',
];

type Ready = Cast & { calls: TestSocket<CallSocket>[]; live: TestSocket<LiveSocket> };

async function enter(
  person: Person,
  socket: TestSocket<CallSocket> | undefined,
  visitId: Cast['visit']['id'],
) {
  const { ticket } = await person.api.visits.issueTicket({ params: { visitId } });
  const participantId = ParticipantId.parse(newUuid());
  const rtpCapabilities = { ...RECEIVE_CAPABILITIES };
  await socket?.request('call:join', { visitId, participantId, ticket, rtpCapabilities });
}

/** Tickets, both in the room, which is given a node and a lease by the first, and the doctor's admitting. */
async function run({ patient, doctor, visit, calls, live }: Ready) {
  const startedAt = performance.now();
  await enter(patient, calls[0], visit.id);
  await enter(doctor, calls[1], visit.id);
  const enteredAt = performance.now();
  await live.request('visit:admit', { visitId: visit.id });
  return { openMs: enteredAt - startedAt, admitMs: performance.now() - enteredAt };
}

/** CPU by process, and what Redis was asked, so far. */
async function counted(world: World, redis: Redis) {
  const { together } = world;
  const pids = [together.redis.pid, together.mongo.pid];
  const asked = await redis.ask((client) => client.info('commandstats'));
  const calls = [...asked.matchAll(/cmdstat_(\S+?):calls=(\d+)/g)].map(([, name, count]) => [
    name,
    Number(count),
  ]);
  const sum = (of: (name: string) => boolean) =>
    calls.reduce((total, [name, count]) => total + (of(String(name)) ? Number(count) : 0), 0);
  const cpu = processes.map((name) => cpuSecondsOf(together.process(name).pid) * 1e6);
  return {
    at: performance.now(),
    cpu,
    servers: pids.map((pid) => (pid === undefined ? 0 : cpuSecondsOf(pid) * 1e6)),
    commands: sum((name) => !name.startsWith('info')),
    scripts: sum((name) => name === 'evalsha'),
    events: sum((name) => name === 'xadd'),
  };
}
type Counted = Awaited<ReturnType<typeof counted>>;

/** Microseconds a second of all processes, and of Redis and the database. */
type Spending = { processes: number; servers: number };

function spendingOf(before: Counted, after: Counted): Spending {
  const seconds = (after.at - before.at) / 1_000;
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return {
    processes: (total(after.cpu) - total(before.cpu)) / seconds,
    servers: (total(after.servers) - total(before.servers)) / seconds,
  };
}

function restSamples(rooms: number, before: Counted, after: Counted): Samples {
  const seconds = (after.at - before.at) / 1_000;
  const spent = after.cpu.map((used, n) => (used - (before.cpu[n] ?? 0)) / 1e4 / seconds);
  return {
    [`restingCpu${rooms}`]: spent,
    [`restingCommands${rooms}`]: [(after.commands - before.commands) / seconds],
    [`restingScripts${rooms}`]: [(after.scripts - before.scripts) / seconds],
  };
}

type Step = { atOnce: number; ready: Ready[]; rest: Spending };

async function step(world: World, redis: Redis, { atOnce, ready, rest }: Step): Promise<Samples> {
  const before = await counted(world, redis);
  const opened: { openMs: number; admitMs: number }[] = [];
  const lanes = Array.from({ length: atOnce }, async () => {
    for (let cast = ready.pop(); cast; cast = ready.pop()) opened.push(await run(cast));
  });
  await Promise.all(lanes);
  const seconds = (performance.now() - before.at) / 1_000;
  // Facts that follow from it are still on their way.
  await pause(1_000);
  const after = await counted(world, redis);
  const spent = spendingOf(before, after);
  const elapsed = (after.at - before.at) / 1_000;
  const perVisit = (of: keyof Spending) => ((spent[of] - rest[of]) * elapsed) / opened.length;
  return {
    [`openMs${atOnce}`]: opened.map(({ openMs }) => openMs),
    [`admitMs${atOnce}`]: opened.map(({ admitMs }) => admitMs),
    [`visitsPerSecond${atOnce}`]: [opened.length / seconds],
    [`cpuPerVisit${atOnce}`]: [perVisit('processes')],
    [`serversCpuPerVisit${atOnce}`]: [perVisit('servers')],
    [`eventsPerVisit${atOnce}`]: [(after.events - before.events) / opened.length],
  };
}

async function ours(): Promise<Samples> {
  const world = await World.create({ way: 'together' });
  try {
    const redis = await openRedis({ url: world.together.redis.url, prefix: 'bench', log: silentLog });
    const rest = async (rooms: number) => {
      const before = await counted(world, redis);
      await pause(restMs);
      const after = await counted(world, redis);
      return { samples: restSamples(rooms, before, after), spending: spendingOf(before, after) };
    };
    const empty = await rest(0);
    const samples = empty.samples;
    for (const atOnce of steps) {
      const ready: Ready[] = [];
      while (ready.length < visitsEach) {
        const cast = await world.visit();
        const calls = [await cast.patient.call(), await cast.doctor.call()];
        ready.push({ ...cast, calls, live: await cast.doctor.live() });
      }
      Object.assign(samples, await step(world, redis, { atOnce, ready, rest: empty.spending }));
    }
    Object.assign(samples, (await rest(steps.length * visitsEach)).samples);
    redis.close();
    return samples;
  } finally {
    await world.close();
  }
}

const resting = [0, steps.length * visitsEach];

export const visitsTogether: Bench = {
  name: 'visits-together',
  summary:
    'Rooms opened and patients admitted over all processes of an installation, and what it takes at rest.',
  runs: 3,
  figures: Object.fromEntries([
    ...steps.flatMap((atOnce) => [
      [`openMs${atOnce}`, 'ms'],
      [`admitMs${atOnce}`, 'ms'],
      [`visitsPerSecond${atOnce}`, 'per second'],
      [`cpuPerVisit${atOnce}`, 'µs'],
      [`serversCpuPerVisit${atOnce}`, 'µs'],
      [`eventsPerVisit${atOnce}`, 'events'],
    ]),
    ...resting.flatMap((rooms) => [
      [`restingCpu${rooms}`, '% of a core'],
      [`restingCommands${rooms}`, 'per second'],
      [`restingScripts${rooms}`, 'per second'],
    ]),
  ]),
  ours,
};
