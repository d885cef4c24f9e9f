import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cluster, NodeRow } from './cluster.ts';

export type ClusterUnderTest = {
  /** Two processes' views of one cluster; the same object where there is only one process. */
  one: Cluster;
  two: Cluster;
  /** Lets so much time pass for leases and rows. */
  pass(ms: number): Promise<void>;
};

const lease = { name: 'room:v1', holder: 'a', value: 'media-1', ttlMs: 1_000 };
const row = (nodeId: string, load = 0): NodeRow => ({ kind: 'media', nodeId, updatedAt: 1, data: { load } });

/** What holds for every cluster. */
export function describeCluster(name: string, open: () => Promise<ClusterUnderTest>): void {
  describe(`cluster: ${name}`, () => {
    let one: Cluster;
    let two: Cluster;
    let pass: ClusterUnderTest['pass'];
    beforeEach(async () => {
      ({ one, two, pass } = await open());
    });
    afterEach(async () => {
      await Promise.all([one.close(), two.close()]);
    });

    describe('a lease', () => {
      it('is given to one of many who ask at once', async () => {
        const asked = Array.from({ length: 20 }, (_, turn) =>
          (turn % 2 ? one : two).acquire({ ...lease, holder: `holder-${turn}` }),
        );
        const given = (await Promise.all(asked)).filter((lease) => lease !== undefined);
        expect(given).toHaveLength(1);
        expect(await two.read(lease.name)).toMatchObject({
          holder: given[0]?.holder,
          epoch: given[0]?.epoch,
        });
      });

      it('is kept by its holder, who may ask again, under the same epoch', async () => {
        const first = await one.acquire(lease);
        await pass(600);
        const again = await one.acquire({ ...lease, value: 'media-2' });
        expect(again).toMatchObject({ epoch: first?.epoch, value: 'media-2' });
        await pass(600);
        expect(await two.acquire({ ...lease, holder: 'b' })).toBeUndefined();
        expect(await two.read(lease.name)).toMatchObject({ value: 'media-2' });
      });

      it('goes to another when it has expired, and its first holder cannot renew or release it any more', async () => {
        const first = await one.acquire(lease);
        await pass(1_100);
        expect(await two.read(lease.name)).toBeUndefined();
        const second = await two.acquire({ ...lease, holder: 'b' });
        expect(second?.epoch).toBeGreaterThan(first?.epoch ?? Number.POSITIVE_INFINITY);
        expect(first && (await one.renew(first, 1_000))).toBe(false);
        if (first) await one.release(first);
        expect(await one.read(lease.name)).toMatchObject({ holder: 'b', epoch: second?.epoch });
      });

      it('lives on as long as it is renewed in time', async () => {
        const held = await one.acquire(lease);
        for (let turn = 0; turn < 3; turn++) {
          await pass(600);
          expect(held && (await one.renew(held, 1_000))).toBe(true);
        }
        await pass(1_100);
        expect(held && (await one.renew(held, 1_000))).toBe(false);
      });

      it('counts up with each holder, and never goes back, the same holder after an expiry included', async () => {
        const epochs: number[] = [];
        for (let turn = 0; turn < 6; turn++) {
          const held = await (turn % 2 ? one : two).acquire({ ...lease, holder: turn < 3 ? 'a' : 'b' });
          epochs.push(held?.epoch ?? 0);
          if (held && turn % 2) await two.release(held);
          else await pass(1_100);
        }
        expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
        expect(new Set(epochs).size).toBe(6);
      });

      it('has its own life under each name', async () => {
        await one.acquire(lease);
        expect(await two.acquire({ ...lease, name: 'room:v2', holder: 'b' })).toBeDefined();
        expect(await one.read('room:v3')).toBeUndefined();
      });
    });

    describe('a node row', () => {
      it('is seen by all until it is removed or expires', async () => {
        await one.writeNode(row('m1'), 1_000);
        await two.writeNode(row('m2'), 1_000);
        await one.writeNode({ ...row('s1'), kind: 'signaling' }, 1_000);
        const names = async () => (await two.nodes('media')).map(({ nodeId }) => nodeId).toSorted();
        expect(await names()).toEqual(['m1', 'm2']);
        await one.removeNode('media', 'm1');
        expect(await names()).toEqual(['m2']);
        await pass(1_100);
        expect(await names()).toEqual([]);
      });

      it('is replaced whole by the next write, and belongs to nobody who wrote or read it', async () => {
        const written = row('m1', 1);
        await one.writeNode(written, 1_000);
        written.data['load'] = 99;
        const [read] = await two.nodes('media');
        if (read) read.data['load'] = 98;
        expect(await two.nodes('media')).toEqual([row('m1', 1)]);
        await one.writeNode({ kind: 'media', nodeId: 'm1', updatedAt: 2, data: {} }, 1_000);
        expect(await two.nodes('media')).toEqual([{ kind: 'media', nodeId: 'm1', updatedAt: 2, data: {} }]);
      });

      it('is told of when written, removed and expired, until the watch ends', async () => {
        const told: string[] = [];
        const end = two.watch('media', ({ nodeId }, change) => told.push(`${nodeId} ${change}`));
        await one.writeNode(row('m1'), 1_000);
        await one.writeNode(row('m2'), 5_000);
        await one.writeNode({ ...row('s1'), kind: 'signaling' }, 1_000);
        await pass(1_100);
        await one.removeNode('media', 'm2');
        await one.removeNode('media', 'm2');
        await pass(0);
        expect(told).toEqual(['m1 written', 'm2 written', 'm1 expired', 'm2 removed']);
        end();
        await one.writeNode(row('m3'), 1_000);
        await pass(0);
        expect(told).toHaveLength(4);
      });

      it('is told to every watcher, though one of them fails', async () => {
        const told: string[] = [];
        one.watch('media', () => {
          throw new Error('bug');
        });
        one.watch('media', ({ nodeId }) => told.push(nodeId));
        await one.writeNode(row('m1'), 1_000);
        await pass(0);
        expect(told).toEqual(['m1']);
      });
    });
  });
}
