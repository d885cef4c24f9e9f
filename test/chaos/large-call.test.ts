import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallClient } from '../kit/calls/call-client.ts';
import type { OneProcess } from '../kit/one-process.ts';
import type { Person } from '../kit/person.ts';
import { until } from '../kit/until.ts';
import { type Cast, World } from '../kit/world.ts';
import { checkNotSplit, longestSilence, untilTogether } from './check-calls.ts';
import { fillNode } from './crowd.ts';

// The call is on one media node, and two of those in it receive on another. Whichever of the two dies, freezes or leaves:
// they are in one and the same call again, and what the other node did for it is over.
describe('a call over two media nodes', { timeout: 120_000 }, () => {
  let world: World;
  let owner: OneProcess;
  let lender: OneProcess;
  let cast: Cast;
  let clients: CallClient[];
  let ownPort: number;
  let admin: Awaited<ReturnType<Person['sessions']>>;

  beforeAll(async () => {
    world = await World.create({ way: 'together', env: { BEDSIDE_MOST_PARTICIPANTS: '60' } });
    owner = world.together.process('media-1');
    lender = world.together.process('media-2');
    admin = await (await world.demo('admin')).sessions();
  });
  afterAll(async () => {
    await world?.close();
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.leave()));
    for (const client of clients) client.close();
  });

  async function begin(): Promise<void> {
    await untilSending(lender, 0);
    cast = await world.visit();
    const { patient, doctor, visit } = cast;
    ownPort = await fillNode(world, owner, cast);
    clients = await Promise.all([doctor, patient].map((person) => world.call(person, visit)));
    await (await doctor.live()).request('visit:admit', { visitId: visit.id });
    await untilTogether(clients);
    for (const { port } of clients) expect(port).not.toBe(ownPort);
    expect((await world.workerOf(visit)).nodeId).toBe(owner.name);
  }

  /** Does the harm, waits until they hear each other where they should, and says how long somebody heard nothing. */
  async function getOver(what: string, harm: () => unknown, isWell: (client: CallClient) => boolean) {
    const since = performance.now();
    await harm();
    await until(() => clients.every(isWell), {
      withinMs: 20_000,
      why: () => clients.map(({ port, epochs, state }) => ({ port, epochs, phase: state.phase, ownPort })),
    });
    await untilTogether(clients);
    console.log(what, { silentMs: longestSilence(clients, since) });
  }

  const isOnOwner = ({ port, epochs }: CallClient) => port === ownPort && epochs.length === 1;

  /** Until the workers of a node send to so many, by what it says of itself. */
  async function untilSending({ name }: OneProcess, consumers: number): Promise<void> {
    let sending: number | undefined;
    const look = async () => {
      const { nodes } = await admin.request('sessions:watch', {});
      const workers = nodes.find(({ nodeId }) => nodeId === name)?.workers;
      sending = workers?.reduce((sum, worker) => sum + worker.consumers, 0);
      return sending === consumers;
    };
    await until(look, { withinMs: 30_000, why: () => ({ name, sending }) });
  }

  it('outlives the kill of the node that lends: they receive on its own again, and nobody else moves', async () => {
    await begin();
    await getOver('lender killed', () => lender.kill(), isOnOwner);
    await lender.start();
  });

  it('outlives that it freezes, which then finds that it lends nothing any more', async () => {
    await begin();
    await getOver('lender frozen', () => lender.freeze({ workers: true }), isOnOwner);
    lender.thaw();
    await untilSending(lender, 0);
    await untilTogether(clients);
  });

  it('outlives that it is told to end', async () => {
    await begin();
    await getOver('lender stopped', () => lender.stop(), isOnOwner);
    await lender.start();
  });

  it('outlives the freeze of the node that has it: it is whole on the other, and not split once it thaws', async () => {
    await begin();
    await getOver(
      'owner frozen',
      () => owner.freeze({ workers: true }),
      ({ epochs }) => epochs.length === 2,
    );
    expect((await world.workerOf(cast.visit)).nodeId).toBe(lender.name);
    owner.thaw();
    // What was lent is over: what the other node sends now is what the two in its own room receive.
    await untilSending(lender, 2);
    await untilSending(owner, 0);
    await untilTogether(clients);
    checkNotSplit(clients);
  });

  it('outlives the kill of the node that has it', async () => {
    await begin();
    await getOver(
      'owner killed',
      () => owner.kill(),
      ({ epochs }) => epochs.length === 2,
    );
    await untilSending(lender, 2);
    checkNotSplit(clients);
  });
});
