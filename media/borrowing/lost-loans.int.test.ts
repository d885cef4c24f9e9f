import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { Dtls } from '../../test/bench/synthetic/dtls.ts';
import { until } from '../../test/kit/until.ts';
import { connectViewer } from '../outlets/outlet.suite.ts';
import { toRtpCapabilities } from '../rooms/from-browser.ts';
import { type LendingWorld, openLendingWorld } from '../testing/lending-world.ts';
import type { BorrowedOutlet } from './borrowed-outlet.ts';

const rtpCapabilities = toRtpCapabilities({ ...routerCapabilities });

describe('what was borrowed of another node', () => {
  let world: LendingWorld;
  let outlet: BorrowedOutlet;
  let told: string[];
  let dtls: Dtls;
  beforeAll(async () => {
    dtls = await Dtls.create();
  });
  afterAll(() => dtls.close());
  beforeEach(async () => {
    world = await openLendingWorld();
    const borrowed = await world.borrow();
    if (!borrowed) throw new Error('The other node does not lend.');
    outlet = borrowed;
    told = [];
    for (const name of ['lost', 'leaving'] as const) outlet.on(name, () => told.push(name));
  });
  afterEach(async () => {
    outlet.close();
    await world.close();
  });

  async function receive() {
    const receiver = await outlet.openReceiver({ hasData: false, rtpCapabilities });
    const consumer = await receiver.consume(world.producer, { paused: false });
    receiver.transport.on('routerclose', () => told.push('closed'));
    return { ...receiver, consumer };
  }

  it('is lost when nothing answers at its address any more', async () => {
    const { transport, consumer } = await receive();
    world.wire.is = 'refused';
    await until(() => told.includes('lost'));
    // Whoever received there knows first, so that what follows finds it closed.
    expect(told).toEqual(['closed', 'lost']);
    expect(transport.closed && consumer?.closed).toBe(true);
    await consumer?.resume();
    await expect(outlet.openReceiver({ hasData: false, rtpCapabilities })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('is lost when the other node does not answer: frozen, or on a line that swallows', async () => {
    await receive();
    world.wire.is = 'silent';
    await until(() => told.includes('lost'), { withinMs: 10_000 });
  });

  it('is lost at once with the process that lent, and no other', async () => {
    await receive();
    world.lenders.onNodeLost(world.owner.instanceId);
    expect(told).toEqual([]);
    world.lenders.onNodeLost(world.lender.instanceId);
    expect(told).toEqual(['closed', 'lost']);
    await until(() => world.loans.size === 0);
  });

  it('is lost at once with the worker there', async () => {
    await receive();
    process.kill(outlet.workerPid, 'SIGKILL');
    await until(() => told.includes('lost'));
  });

  it('flows on while the other node goes out of service, until the last has left', async () => {
    const receiver = await receive();
    const viewer = await connectViewer(receiver, dtls);
    world.loans.drain();
    await until(() => told.includes('leaving'));
    expect(world.lenders.hasRoom(outlet, 'here')).toBe(false);
    await world.say(20);
    await until(() => viewer.received === 20);
    receiver.transport.close();
    expect(outlet.isClosed).toBe(true);
    await world.loans.whenReturned(5_000);
    expect(told).toEqual(['leaving']);
    viewer.close();
  });

  it('is given back when the room closes it', async () => {
    await receive();
    outlet.close();
    await until(() => world.loans.size === 0);
    expect(told).toEqual(['closed']);
  });

  it('does and says everything once over a line on which answers get lost', async () => {
    world.wire.losesAnswers = true;
    const receivers = await Promise.all(Array.from({ length: 12 }, receive));
    const consumers = () => world.other.workers.reduce((sum, worker) => sum + worker.consumers, 0);
    expect(consumers()).toBe(12);
    for (const { consumer } of receivers) await consumer?.pause();
    for (const { transport } of receivers.slice(1)) transport.close();
    await until(() => consumers() === 1);
    expect(told).toEqual([]);
    const [first] = receivers;
    const viewer = await connectViewer(first!, dtls);
    await first?.consumer?.resume();
    await until(async () => {
      await world.say(5);
      return viewer.received > 0 && first?.transport.dtlsState === 'connected';
    });
    viewer.close();
  });
});
