import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { silentLog } from '#platform/log.ts';
import { ConfigurationError } from '#platform/settings.ts';
import { freeze } from '../../test/kit/freeze.ts';
import { until } from '../../test/kit/until.ts';
import { MediaWorker } from './media-worker.ts';
import { WorkerPool } from './worker-pool.ts';

const now = () => Date.now();
const anyPort = { portRange: { min: 20_000, max: 32_767 } };
const startWorker = () =>
  MediaWorker.create({ listen: [{ protocol: 'udp', ip: '127.0.0.1', ...anyPort }], now });

describe('a media worker', () => {
  it('speaks what browsers were told it speaks', async () => {
    const worker = await startWorker();
    const router = await worker.openRouter();
    // When this fails, write what the router says into contracts/call/router-capabilities.ts.
    expect(routerCapabilities).toEqual(router.rtpCapabilities);
    worker.close();
  });

  it('describes each of its connections as mediasoup does, with the one fingerprint that every browser knows', async () => {
    const worker = await startWorker();
    for (const hasData of [false, true, true, false]) {
      const router = await worker.openRouter();
      const transport = await router.createWebRtcTransport({
        webRtcServer: worker.server,
        enableSctp: hasData,
      });
      const { id, iceParameters, iceCandidates, dtlsParameters, sctpParameters } = transport;
      const fingerprints = dtlsParameters.fingerprints.filter(({ algorithm }) => algorithm === 'sha-256');
      expect(fingerprints).toHaveLength(1);
      expect(worker.describeTransport(transport, hasData)).toEqual({
        id,
        iceParameters,
        iceCandidates,
        dtlsParameters: { ...dtlsParameters, fingerprints },
        ...(hasData && { sctpParameters }),
      });
    }
    worker.close();
  });

  it('says in a sentence that its port is taken', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    const starting = MediaWorker.create({ listen: [{ protocol: 'udp', ip: '127.0.0.1', port }], now });
    await expect(starting).rejects.toThrow(ConfigurationError);
    await expect(starting).rejects.toThrow(`The media port ${port} (UDP and TCP) is in use`);
    socket.close();
  });

  it('gets what one turn asks of it over one pipe in one piece, in order', async () => {
    const corks = vi.spyOn(Socket.prototype, 'cork');
    const worker = await startWorker();
    corks.mockClear();
    const routers = await Promise.all([worker.openRouter(), worker.openRouter(), worker.openRouter()]);
    expect(new Set(routers.map(({ id }) => id)).size).toBe(3);
    expect(corks).toHaveBeenCalledTimes(1);
    corks.mockRestore();
    worker.close();
  });

  it('leaves the signals to the process', async () => {
    const before = process.listenerCount('SIGTERM');
    const worker = await startWorker();
    expect(process.listenerCount('SIGTERM')).toBe(before);
    worker.close();
  });
});

describe('the pool of workers', () => {
  it('replaces one that is killed, and meanwhile gives the other', async () => {
    const pool = await WorkerPool.create({ count: 2, startWorker, log: silentLog });
    const [first, second] = pool.workers;
    const died = once(pool, 'died');
    process.kill(first!.pid, 'SIGKILL');
    expect((await died)[0]).toBe(first);
    expect(await pool.pick()).toBe(second);
    await until(() => pool.workers.length === 2);
    pool.close();
  });

  it('ends one that freezes, and replaces it like one that was killed', async () => {
    const pool = await WorkerPool.create({ count: 2, startWorker, log: silentLog });
    const [first, second] = pool.workers;
    const died = once(pool, 'died', { signal: AbortSignal.timeout(5_000) });
    await freeze(first!.pid);
    expect((await died)[0]).toBe(first);
    expect(() => process.kill(first!.pid, 0)).toThrow('ESRCH');
    expect(await pool.pick()).toBe(second);
    await until(() => pool.workers.length === 2);
    expect(second!.isClosed).toBe(false);
    pool.close();
  });

  it('waits for the replacement when there was only one', async () => {
    const pool = await WorkerPool.create({ count: 1, startWorker, log: silentLog, patienceMs: 10_000 });
    const [only] = pool.workers;
    process.kill(only!.pid, 'SIGKILL');
    await once(pool, 'died');
    const next = await pool.pick();
    expect(next.pid).not.toBe(only!.pid);
    await pool.demandWell();
    pool.close();
  });

  it('refuses when there was only one and no replacement comes', async () => {
    let mayStart = true;
    const pool = await WorkerPool.create({
      count: 1,
      startWorker: async () => {
        if (!mayStart) throw new Error('It does not start.');
        return startWorker();
      },
      log: silentLog,
      patienceMs: 200,
    });
    mayStart = false;
    process.kill(pool.workers[0]!.pid, 'SIGKILL');
    await once(pool, 'died');
    await expect(pool.demandWell()).rejects.toThrow('All promises were rejected');
    await expect(pool.pick()).rejects.toMatchObject({ code: 'no_media_node' });
    pool.close();
  });
});
