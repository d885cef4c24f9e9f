import { describe, expect, it } from 'vitest';
import { freeze } from '../kit/freeze.ts';
import type { OneProcess } from '../kit/one-process.ts';
import { pass, until } from '../kit/until.ts';
import { Herd } from './herd.ts';
import { frozenMs, useVisit, visitTimeoutMs } from './use-visit.ts';

const single = ['chat', 'visits', 'identity', 'billing', 'audit'] as const;

describe('a visit in an installation', { timeout: visitTimeoutMs }, () => {
  const { world, visit, move, hardlyNotice, end } = useVisit({ rough: ['media-1', 'media-2'] });

  const nodeOfVisit = async (): Promise<OneProcess> =>
    world().together.process((await world().workerOf(visit().cast.visit)).nodeId);

  const signaling = (): [OneProcess, OneProcess] => [
    world().together.process('signaling-1'),
    world().together.process('signaling-2'),
  ];

  it('outlives a media worker that is killed, then frozen, and a media node that is killed', async () => {
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      const { pid } = await world().workerOf(visit().cast.visit);
      await move(`media worker: ${signal}`, async () => process.kill(pid, signal));
    }
    const node = await nodeOfVisit();
    await move('media node killed', () => node.kill());
    await node.start();
  });

  it.each([true, false])(
    'outlives a media node that is frozen, its workers too: %s, which closes its rooms when it thaws',
    async (workers) => {
      const node = await nodeOfVisit();
      await move(`media node frozen, workers too: ${workers}`, async () => node.freeze({ workers }));
      node.thaw();
      await until(() => visit().runsOnlyOnce(world()));
    },
  );

  it('outlives a media node whose lines are cut, which closes its rooms when they are mended', async () => {
    const { name } = await nodeOfVisit();
    await move('media node cut off', async () => world().together.links.shape(name, { isCut: true }));
    world().together.links.shape(name, {});
    await until(() => visit().runsOnlyOnce(world()), { withinMs: 15_000 });
  });

  it('hardly notices that a signaling node is killed, and then frozen', async () => {
    const [one, two] = signaling();
    await hardlyNotice('signaling-1 killed', () => one.kill());
    await one.start();
    // Now everybody is on the other one.
    await hardlyNotice('signaling-2 frozen', async () => {
      two.freeze();
      await pass(frozenMs);
    });
    two.thaw();
    await hardlyNotice('signaling-1 killed with everybody on it', () => one.kill());
    await one.start();
  });

  it('takes the sockets of a killed signaling node in elsewhere, not all in one moment', async () => {
    const herd = await Herd.gather(visit().cast.patient, 200);
    // The proxy may have sent all of them to one node, when the other had only just come back.
    const [one, two] = signaling();
    const node = (await one.socketsHeld()) > (await two.socketsHeld()) ? one : two;
    const since = performance.now();
    await node.kill();
    await until(() => herd.absences(since).length > 50);
    await herd.untilWhole();
    const all = herd.absences(since);
    const at = (share: number) => all[Math.floor(all.length * share)] ?? 0;
    console.log('without a socket, ms', { sockets: all.length, first: at(0), p50: at(0.5), p95: at(0.95) });
    herd.close();
    await node.start();
    // How soon is measured by the bench. Each waits for a moment of its own before it comes.
    expect(at(0.95) - at(0.05)).toBeGreaterThan(20);
  });

  it('goes on while the proxy is killed, then frozen', async () => {
    const { proxy } = world().together;
    const pid = () => proxy.pid ?? Number.NaN;
    const killed = pid();
    await hardlyNotice('proxy killed', async () => {
      process.kill(killed, 'SIGKILL');
      await until(() => pid() !== killed);
    });
    await hardlyNotice('proxy frozen', async () => {
      await freeze(pid());
      await pass(frozenMs);
      process.kill(pid(), 'SIGCONT');
    });
  });

  it.each(single)('goes on while %s is killed, then frozen', async (name) => {
    const one = world().together.process(name);
    await hardlyNotice(`${name} killed`, async () => {
      await one.kill();
      await one.start();
    });
    await hardlyNotice(`${name} frozen`, async () => {
      one.freeze();
      await pass(frozenMs);
      one.thaw();
    });
  });

  it('ends with a receipt and an attendance log that say what the clients saw', end);
});
