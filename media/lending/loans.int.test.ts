import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoanId, type LoanOrder } from '#contracts/rpc/lending.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { until } from '../../test/kit/until.ts';
import { type LendingWorld, openLendingWorld } from '../testing/lending-world.ts';
import { Loans } from './loans.ts';
import { createPipeEnds } from './pipe-ends.ts';

describe('what a node lends', () => {
  let world: LendingWorld;
  beforeEach(async () => {
    world = await openLendingWorld();
  });
  afterEach(() => world.close());

  async function openingOf(loanId = LoanId.parse(newUuid())) {
    const { pipes, origin, owner, key } = world;
    const { nodeId, instanceId } = owner;
    const pipe = pipes.describe(await pipes.open(origin.router, 'localhost'));
    return { loanId, ...key, owner: { nodeId, instanceId }, pipe };
  }
  const count = () => {
    const { workers } = world.other;
    return workers.map(({ rooms }) => rooms).reduce((sum, rooms) => sum + rooms, 0);
  };
  const openTransport: LoanOrder = {
    order: 'transport:open',
    hasData: false,
    rtpCapabilities: { codecs: [] },
  };

  it('is lent once, however often it is asked for, on one of its workers', async () => {
    const { client, loans, other } = world;
    const opening = await openingOf();
    const [first, second] = await Promise.all([client['loan:open'](opening), client['loan:open'](opening)]);
    expect(second).toEqual(first);
    expect(await client['loan:open'](opening)).toEqual(first);
    expect(loans.size).toBe(1);
    expect(count()).toBe(1);
    expect(other.workers.map(({ pid }) => pid)).toContain(first.workerPid);
    // What comes over the pipe is encrypted, each way with a key of its own.
    expect(first.pipe.srtpParameters.keyBase64).not.toBe(opening.pipe.srtpParameters.keyBase64);
  });

  it('does each order once, and nothing out of turn or for a loan that is not', async () => {
    const { client } = world;
    const opening = await openingOf();
    const { loanId } = opening;
    await client['loan:open'](opening);
    const order = { loanId, count: 1, orders: [openTransport] };
    const { outcomes } = await client['loan:order'](order);
    expect(await client['loan:order'](order)).toEqual({ outcomes });
    expect(outcomes[0]?.done).toMatchObject({ id: expect.any(String) });
    await expect(client['loan:order']({ ...order, count: 3 })).rejects.toMatchObject({ code: 'loan_gone' });
    const none = { loanId: LoanId.parse(newUuid()) };
    await expect(client['loan:order']({ ...order, ...none })).rejects.toMatchObject({ code: 'loan_gone' });
    await expect(client['loan:watch']({ ...none, since: 0 })).rejects.toMatchObject({ code: 'loan_gone' });
    expect(await client['loan:close'](none)).toEqual({});
  });

  it('says of an order that names nothing that it could not be done, and does the others', async () => {
    const { client } = world;
    const opening = await openingOf();
    await client['loan:open'](opening);
    const { loanId } = opening;
    const producerId = newUuid();
    const consume: LoanOrder = { order: 'consumer:open', transportId: 'none', producerId, isPaused: false };
    const restart: LoanOrder = { order: 'transport:restart', transportId: 'none' };
    const pause: LoanOrder = { order: 'consumer:pause', consumerId: 'none', isPaused: true };
    const orders = [consume, restart, pause, openTransport];
    const { outcomes } = await client['loan:order']({ loanId, count: 1, orders });
    expect(outcomes.map(({ done }) => done !== undefined)).toEqual([false, false, true, true]);
  });

  it('ends when nothing is heard of the borrower for a while', async () => {
    const { other, pipes } = world;
    const loans = new Loans({ pickWorker: () => other.pick(), pipes, log: silentLog, silentMs: 300 });
    const loan = await loans.open(await openingOf());
    expect(loans.size).toBe(1);
    await until(() => loans.size === 0);
    expect(count()).toBe(0);
    await expect(loan.watch(0)).rejects.toMatchObject({ code: 'loan_gone' });
    expect(() => loans.demand(loan.id)).toThrow('This loan is over.');
  });

  it('ends with the process that borrowed, and with no other', async () => {
    const { client, loans, owner } = world;
    await client['loan:open'](await openingOf());
    loans.onOwnerLost(newUuid());
    expect(loans.size).toBe(1);
    loans.onOwnerLost(owner.instanceId);
    expect(loans.size).toBe(0);
  });

  it('ends with its worker', async () => {
    const { client, loans } = world;
    const opening = await openingOf();
    const { workerPid } = await client['loan:open'](opening);
    const watching = client['loan:watch']({ loanId: opening.loanId, since: 0 });
    process.kill(workerPid, 'SIGKILL');
    await expect(watching).rejects.toMatchObject({ code: 'loan_gone' });
    expect(loans.size).toBe(0);
  });

  it('is not lent any more once the node drains, and those who watch are told at once', async () => {
    const { client, loans } = world;
    const opening = await openingOf();
    await client['loan:open'](opening);
    const watching = client['loan:watch']({ loanId: opening.loanId, since: 0 });
    loans.drain();
    expect(await watching).toMatchObject({ isLeaving: true });
    await expect(client['loan:open'](await openingOf())).rejects.toMatchObject({ code: 'unavailable' });
    const returned = loans.whenReturned(5_000);
    await client['loan:close']({ loanId: opening.loanId });
    await returned;
    expect(loans.size).toBe(0);
    loans.resume();
    await client['loan:open'](await openingOf());
  });

  it('may be lent to the same room twice on one worker, with the same sources', async () => {
    const { client, other, producer } = world;
    for (const worker of other.workers.slice(1)) worker.consumers = 400;
    const codec = { mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 };
    const rtpParameters = { codecs: [codec], encodings: [{ ssrc: 1 }] };
    const source = { producerId: producer.id, kind: 'audio' as const, rtpParameters, isPaused: false };
    const pids: number[] = [];
    for (const opening of [await openingOf(), await openingOf()]) {
      pids.push((await client['loan:open'](opening)).workerPid);
      const orders: LoanOrder[] = [{ order: 'source:open', ...source }];
      const { outcomes } = await client['loan:order']({ loanId: opening.loanId, count: 1, orders });
      expect(outcomes).toEqual([{ done: {} }]);
    }
    expect(new Set(pids).size).toBe(1);
  });

  it('is refused where no port is left, and nothing stays of the try', async () => {
    const { other } = world;
    const host = '127.0.0.1';
    const socket = createSocket('udp4').bind(0, host);
    await once(socket, 'listening');
    const firstPort = socket.address().port;
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    const pipes = createPipeEnds({ announced: undefined, firstPort, ports: 1 });
    const loans = new Loans({ pickWorker: () => other.pick(), pipes, log: silentLog });
    await loans.open(await openingOf());
    await expect(loans.open(await openingOf())).rejects.toMatchObject({ code: 'unavailable' });
    expect(count()).toBe(1);
    loans.closeAll();
    expect(count()).toBe(0);
  });
});
