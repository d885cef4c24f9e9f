import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaNode } from '#contracts/call/place.ts';
import { NodeId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createMemoryCluster, type MemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { until } from '../../test/kit/until.ts';
import { NodeDrain } from './node-drain.ts';
import { createOtherNodes } from './other-nodes.ts';

describe('a media node that is taken out of service', () => {
  let cluster: MemoryCluster;
  let drains: NodeDrain[];
  beforeEach(() => {
    cluster = createMemoryCluster({ now: systemNow, log: silentLog });
    drains = [];
  });
  afterEach(async () => {
    for (const drain of drains) drain.close();
    await cluster.close();
  });

  /** A node with its row; what it does stands in `steps`. */
  async function node(name: string) {
    const place = { nodeId: NodeId.parse(name), instanceId: newUuid(), address: `http://${name}:3000` };
    const workers = [{ pid: 1, rooms: 0, consumers: 0, cpu: 0 }];
    const steps: string[] = [];
    const seen = { wanted: [] as boolean[] };
    let whenHandedOver = async () => {};
    const write = async (isDraining: boolean) => {
      const data: MediaNode = { ...place, region: 'here', isDraining, updatedAt: 0, workers };
      await cluster.writeNode({ kind: 'media', ...place, updatedAt: 0, data }, 60_000);
    };
    await write(false);
    const drain = new NodeDrain({
      rooms: { drain: () => void steps.push('no new rooms'), resume: () => void steps.push('new rooms') },
      loans: {
        drain: () => undefined,
        resume: () => undefined,
        whenReturned: async () => undefined,
      },
      row: {
        drain: () => write(true).then(() => void steps.push('row: drains')),
        resume: () => write(false).then(() => void steps.push('row: serves')),
      },
      handOverRooms: async (isWanted) => {
        steps.push('hands over');
        await whenHandedOver();
        seen.wanted.push(isWanted());
      },
      otherNodes: createOtherNodes({ cluster, place }),
      log: silentLog,
      everyMs: 5,
    });
    drains.push(drain);
    const facts: string[] = [];
    const keep = async (fact: string) => void facts.push(fact);
    const notes = { drained: () => keep('drained'), resumed: () => keep('resumed') };
    return {
      drain: () => drain.drain(notes),
      resume: () => drain.resume(notes),
      end: () => drain.end(),
      steps,
      facts,
      notes,
      seen,
      hold() {
        const { promise, resolve } = Promise.withResolvers<void>();
        whenHandedOver = () => promise;
        return resolve;
      },
    };
  }

  it('takes no new rooms, says so, and only then hands over what it has', async () => {
    const { drain, steps } = await node('one');
    await node('other');
    await drain();
    expect(steps).toEqual(['no new rooms', 'row: drains', 'hands over']);
  });

  it('answers once it has begun, and offers again what is left, one run after the other', async () => {
    const { drain, steps, facts, hold } = await node('one');
    await node('other');
    const release = hold();
    await Promise.all([drain(), drain()]);
    expect(facts).toEqual(['drained']);
    expect(steps).toEqual(['no new rooms', 'row: drains', 'hands over']);
    release();
    await until(() => steps.filter((step) => step === 'hands over').length > 2);
  });

  it('refuses where no other could take its visits, and goes on serving', async () => {
    const { drain, steps } = await node('one');
    await expect(drain()).rejects.toMatchObject({ code: 'no_other_node' });
    expect(steps).toEqual([]);
    const other = await node('other');
    await other.drain();
    await expect(drain()).rejects.toMatchObject({ code: 'no_other_node' });
    expect(steps).toEqual([]);
  });

  it('changes nothing where the fact of it cannot be kept', async () => {
    const { drain, resume, steps, notes } = await node('one');
    await node('other');
    const refuse = () => Promise.reject(new Refusal('storage_full', 'The disk is full.'));
    const { drained, resumed } = notes;
    Object.assign(notes, { drained: refuse, resumed: refuse });
    await expect(drain()).rejects.toMatchObject({ code: 'storage_full' });
    await resume();
    expect(steps).toEqual([]);
    notes.drained = drained;
    await drain();
    await expect(resume()).rejects.toMatchObject({ code: 'storage_full' });
    expect(steps).not.toContain('new rooms');
    notes.resumed = resumed;
    await resume();
    expect(steps.slice(-2)).toEqual(['new rooms', 'row: serves']);
  });

  it('leaves one in service when the last two are drained at the same moment', async () => {
    const two = [await node('one'), await node('other')];
    const answers = await Promise.allSettled(two.map(({ drain }) => drain()));
    expect(answers.map(({ status }) => status)).toContain('rejected');
    const rows = await cluster.nodes('media');
    expect(rows.map(({ data }) => data['isDraining'])).toContain(false);
    const refused = two.filter((_one, at) => answers[at]?.status === 'rejected');
    for (const { steps, facts } of refused) {
      expect(steps.at(-1)).not.toBe('hands over');
      expect([[], ['drained', 'resumed']]).toContainEqual(facts);
    }
  });

  it('is in service again when that is asked for, and stops handing over', async () => {
    const { drain, resume, steps, facts, seen, hold } = await node('one');
    await node('other');
    const release = hold();
    await drain();
    await resume();
    release();
    await until(() => seen.wanted.length === 1);
    expect(seen.wanted).toEqual([false]);
    expect(steps).toEqual(['no new rooms', 'row: drains', 'hands over', 'new rooms', 'row: serves']);
    await resume();
    expect(steps).toHaveLength(5);
    expect(facts).toEqual(['drained', 'resumed']);
  });

  it('goes on ending when it ends, drained before or not', async () => {
    const { drain, resume, end, steps } = await node('one');
    await node('other');
    await end();
    expect(steps).toEqual(['no new rooms', 'row: drains', 'hands over']);
    await expect(resume()).rejects.toMatchObject({ code: 'node_ending' });
    await drain();
    expect(steps).toHaveLength(3);
  });

  it('ends only after what it was handing over already', async () => {
    const { drain, end, steps, hold } = await node('one');
    await node('other');
    const release = hold();
    await drain();
    const ending = end();
    await until(() => steps.filter((step) => step === 'row: drains').length === 2);
    expect(steps.filter((step) => step === 'hands over')).toHaveLength(1);
    release();
    await ending;
    expect(steps.filter((step) => step === 'hands over')).toHaveLength(2);
  });

  it('keeps its rooms to the end where there is no other node', async () => {
    const { end, steps } = await node('one');
    await end();
    expect(steps).toEqual([]);
  });
});
