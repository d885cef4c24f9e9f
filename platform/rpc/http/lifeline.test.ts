import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { until } from '../../../test/kit/until.ts';
import { createLifelineDoor, createLifelines, type Lifeline } from './lifeline.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function setUp() {
  const openedAt: number[] = [];
  const door = createLifelineDoor({
    verifyServiceToken: (token, audience) => {
      if (token !== `token for ${audience}`.replaceAll(' ', '-'))
        throw new Refusal('unauthenticated', 'A service token is needed.');
    },
  });
  const server: Server = createServer((request, response) => {
    openedAt.push(performance.now());
    door.answer(request, response).then(
      (isAnswered) => isAnswered || response.writeHead(404).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  closers.push(stop);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lost: string[] = [];
  const hold = (token = 'token-for-media'): Lifeline => {
    const lifeline = createLifelines({ signServiceToken: () => token })({
      address,
      service: 'media',
      onLost: () => lost.push(address),
    });
    closers.push(() => lifeline.close());
    return lifeline;
  };
  return { server, door, stop, address, hold, lost, openedAt, opened: () => openedAt.length };
}

describe('a lifeline', () => {
  it('tells at once, and once, that the process is gone', async () => {
    const { hold, stop, lost, opened } = await setUp();
    hold();
    await until(() => opened() === 1);
    stop();
    await until(() => lost.length > 0);
    expect(lost).toHaveLength(1);
  });

  it('waits for a process that is still starting', async () => {
    const { hold, stop, server, address, lost, opened } = await setUp();
    const { port } = new URL(address);
    stop();
    hold();
    await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
    await until(() => opened() === 1);
    expect(lost).toEqual([]);
  });

  it('is opened again when only the connection was lost', async () => {
    const { hold, server, lost, opened } = await setUp();
    hold();
    await until(() => opened() === 1);
    server.closeAllConnections();
    await until(() => opened() === 2);
    expect(lost).toEqual([]);
  });

  it('is not asked for in a rush where it is refused', async () => {
    const { hold, opened, openedAt, lost } = await setUp();
    hold('wrong');
    await until(() => opened() === 2);
    expect((openedAt[1] ?? 0) - (openedAt[0] ?? 0)).toBeGreaterThan(200);
    expect(lost).toEqual([]);
  });

  it('tells nothing any more once it is closed', async () => {
    const { hold, stop, lost, opened } = await setUp();
    const closed = hold();
    await until(() => opened() === 1);
    closed.close();
    const { hold: holdOther, stop: stopOther, lost: othersLost, opened: othersOpened } = await setUp();
    holdOther();
    await until(() => othersOpened() === 1);
    stop();
    stopOther();
    await until(() => othersLost.length === 1);
    expect(lost).toEqual([]);
  });

  it('needs a service token', async () => {
    const { address } = await setUp();
    const answer = await fetch(`${address}/rpc/media/lifeline`, { headers: { authorization: 'Bearer no' } });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ ok: false, code: 'unauthenticated' });
    expect((await fetch(`${address}/rpc/media/other`)).status).toBe(404);
  });
});
