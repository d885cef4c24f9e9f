import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/kit/until.ts';
import type { Cluster, NodeRow } from './cluster.ts';
import { rememberNodes } from './remember-nodes.ts';

export type ClusterUnderTest = {
  /** Two processes' views of one cluster; the same object where there is only one process. */
  one: Cluster;
  two: Cluster;
  /** Lets so much time pass for leases and rows. */
  pass(ms: number): Promise<void>;
};

const lease = { name: 'room:v1', holder: 'a', value: 'media-1', ttlMs: 1_000 };
const row = (nodeId: string, load = 0): NodeRow => ({
  kind: 'media',
  nodeId,
  instanceId: `${nodeId}-first`,
  updatedAt: 1,
  data: { load },
});

/** What holds for every cluster. */
export function clusterSuite(name: string, open: () => Promise<ClusterUnderTest>): void {
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
        expect(await two.read(lease.name)).toMatchObject({ holder: 'a', epoch: held?.epoch });
        await pass(1_100);
        expect(await two.read(lease.name)).toBeUndefined();
      });

      it("is still its last holder's after an expiry that nobody used, but not after its release", async () => {
        const held = await one.acquire(lease);
        await pass(1_100);
        expect(held && (await one.renew(held, 1_000))).toBe(true);
        expect(await two.acquire({ ...lease, holder: 'b' })).toBeUndefined();
        expect(await two.read(lease.name)).toMatchObject({
          holder: 'a',
          epoch: held?.epoch,
          value: 'media-1',
        });
        if (held) await one.release(held);
        expect(held && (await one.renew(held, 1_000))).toBe(false);
        expect(await two.read(lease.name)).toBeUndefined();
      });

      it('is taken from a dead holder by one of many who try at once', async () => {
        const held = await one.acquire(lease);
        const fromEpoch = held?.epoch ?? 0;
        const tried = Array.from({ length: 20 }, (_, turn) =>
          (turn % 2 ? one : two).takeOver({
            ...lease,
            holder: `b${turn}`,
            value: `media-${turn}`,
            fromEpoch,
          }),
        );
        const given = (await Promise.all(tried)).filter((taken) => taken !== undefined);
        expect(given).toHaveLength(1);
        expect(given[0]?.epoch).toBeGreaterThan(fromEpoch);
        expect(await one.read(lease.name)).toMatchObject({
          holder: given[0]?.holder,
          epoch: given[0]?.epoch,
        });
        expect(held && (await one.renew(held, 1_000))).toBe(false);
      });

      it('is taken from a dead holder after its expiry, too, but not once another has had it or it was given back', async () => {
        const held = await one.acquire(lease);
        await pass(1_100);
        const taken = await two.takeOver({ ...lease, holder: 'b', fromEpoch: held?.epoch ?? 0 });
        expect(taken).toMatchObject({ holder: 'b', value: 'media-1' });
        await pass(1_100);
        expect(await one.takeOver({ ...lease, holder: 'c', fromEpoch: held?.epoch ?? 0 })).toBeUndefined();
        const next = await one.acquire({ ...lease, holder: 'c' });
        if (next) await one.release(next);
        expect(await two.takeOver({ ...lease, holder: 'b', fromEpoch: next?.epoch ?? 0 })).toBeUndefined();
        expect((await two.acquire(lease))?.epoch).toBeGreaterThan((next?.epoch ?? 0) + 1);
      });

      it('whose name the cluster has never heard is taken under an epoch after the one that the taker knows', async () => {
        const ahead = Date.now() + 1_000_000;
        const taken = await one.takeOver({ ...lease, name: 'room:v9', fromEpoch: ahead });
        expect(taken?.epoch).toBeGreaterThan(ahead);
        expect(await two.takeOver({ ...lease, name: 'room:v9', fromEpoch: ahead })).toBeUndefined();
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
        await one.removeNode(row('m1'));
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
        const second = { ...row('m1'), updatedAt: 2, data: {} };
        await one.writeNode(second, 1_000);
        expect(await two.nodes('media')).toEqual([second]);
      });

      it('is refused to a second process of the same name, which cannot remove it either, until the first is gone', async () => {
        const second = { ...row('m1', 2), instanceId: 'm1-second' };
        await one.writeNode(row('m1', 1), 1_000);
        await expect(two.writeNode(second, 1_000)).rejects.toMatchObject({ code: 'conflict' });
        await two.removeNode(second);
        expect(await two.nodes('media')).toEqual([row('m1', 1)]);
        await pass(1_100);
        await two.writeNode(second, 1_000);
        await expect(one.writeNode(row('m1'), 1_000)).rejects.toMatchObject({ code: 'conflict' });
        await two.removeNode(second);
        await one.writeNode(row('m1'), 1_000);
      });

      it('is told of when written, removed and expired, until the watch ends', async () => {
        const told: string[] = [];
        await one.writeNode(row('m0'), 9_000);
        const end = two.watch('media', ({ nodeId }, change) => told.push(`${nodeId} ${change}`));
        await until(() => told.length === 1);
        await one.writeNode(row('m1'), 1_000);
        await one.writeNode(row('m2'), 5_000);
        await one.writeNode({ ...row('s1'), kind: 'signaling' }, 1_000);
        await until(() => told.length === 3);
        await pass(1_100);
        await until(() => told.length === 4);
        await one.removeNode(row('m2'));
        await one.removeNode(row('m2'));
        await until(() => told.length === 5);
        expect(told).toEqual(['m0 written', 'm1 written', 'm2 written', 'm1 expired', 'm2 removed']);
        const others: string[] = [];
        two.watch('media', ({ nodeId }) => others.push(nodeId));
        end();
        await one.writeNode(row('m3'), 1_000);
        await until(() => others.includes('m3'));
        expect(others).toEqual(['m0', 'm3']);
        expect(told).toHaveLength(5);
      });

      it('is remembered as it was last seen', async () => {
        await one.writeNode(row('m1', 1), 5_000);
        const remembered = rememberNodes(two, 'media');
        await one.writeNode(row('m2'), 1_000);
        await one.writeNode(row('m1', 2), 5_000);
        await until(() => remembered.rows().length === 2 && remembered.find('m1')?.data['load'] === 2);
        await pass(1_100);
        await until(() => remembered.rows().length === 1);
        remembered.close();
        await one.removeNode(row('m1'));
        expect(remembered.find('m1')).toEqual(row('m1', 2));
      });

      it('is told to every watcher, though one of them fails', async () => {
        const told: string[] = [];
        one.watch('media', () => {
          throw new Error('bug');
        });
        one.watch('media', ({ nodeId }) => told.push(nodeId));
        await one.writeNode(row('m1'), 1_000);
        await until(() => told.length === 1);
        expect(told).toEqual(['m1']);
      });
    });
  });
}
