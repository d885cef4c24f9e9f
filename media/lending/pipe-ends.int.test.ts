import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Router } from 'mediasoup/types';
import { MediaWorker } from '../workers/media-worker.ts';
import { createPipeEnds, ownAddressTowards } from './pipe-ends.ts';

describe('the ends of a pipe between two nodes', () => {
  let worker: MediaWorker;
  let router: Router;
  beforeEach(async () => {
    const listen = [{ protocol: 'udp' as const, ip: '127.0.0.1', portRange: { min: 20_000, max: 32_767 } }];
    worker = await MediaWorker.create({ listen, now: Date.now });
    router = await worker.openRouter();
  });
  afterEach(() => worker.close());

  it('are at the address from which the other node is reached, so that each knows where packets come from', async () => {
    for (const host of ['127.0.0.1', 'localhost']) expect(await ownAddressTowards(host)).toBe('127.0.0.1');
    const pipes = createPipeEnds({ announced: undefined, firstPort: 0 });
    const end = pipes.describe(await pipes.open(router, 'localhost'));
    expect(end.host).toBe('127.0.0.1');
    expect(end.port).toBeLessThan(32_768);
  });

  it('are told at the address that was set, where only others know it', async () => {
    const pipes = createPipeEnds({ announced: '203.0.113.7', firstPort: 0 });
    const pipe = await pipes.open(router, 'localhost');
    expect(pipes.describe(pipe).host).toBe('203.0.113.7');
    expect(pipe.tuple.localAddress).toBe('0.0.0.0');
  });

  it('are not made towards a node that cannot be found', async () => {
    const pipes = createPipeEnds({ announced: undefined, firstPort: 0 });
    await expect(pipes.open(router, 'no-such-node.invalid')).rejects.toThrow();
  });
});
