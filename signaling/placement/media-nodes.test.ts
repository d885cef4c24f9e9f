import { afterEach, describe, expect, it } from 'vitest';
import type { MediaNode } from '#contracts/call/place.ts';
import { NodeId } from '#contracts/ids.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { MediaNodes } from './media-nodes.ts';

const nodeOf = (name: string): MediaNode => ({
  nodeId: NodeId.parse(name),
  instanceId: newUuid(),
  address: `http://${name}:3000`,
  region: 'here',
  isDraining: false,
  updatedAt: 0,
  workers: [],
});

const all: MediaNodes[] = [];
afterEach(() => {
  for (const nodes of all.splice(0)) nodes.stop();
});

function setUp() {
  const clock = { at: 1_000_000 };
  const cluster = createMemoryCluster({ now: () => clock.at, log: silentLog });
  /** The lifelines that are held, by address, and how each is cut. */
  const held = new Map<string, () => void>();
  const lost: string[] = [];
  const make = (reached: Pick<typeof cluster, 'nodes' | 'watch'> = cluster) => {
    const nodes = new MediaNodes({
      cluster: reached,
      holdLifeline: ({ address, onLost }) => {
        held.set(address, onLost);
        return { close: () => held.delete(address) };
      },
      log: silentLog,
    });
    nodes.on('lost', ({ nodeId }) => lost.push(nodeId));
    all.push(nodes);
    return nodes;
  };
  const write = (node: MediaNode, ttlMs = 1_000) =>
    cluster.writeNode({ kind: 'media', ...node, updatedAt: systemNow(), data: node }, ttlMs);
  const expire = () => {
    clock.at += 5_000;
    cluster.sweep();
  };
  return { cluster, make, write, expire, held, lost };
}

describe('the media nodes that a signaling node knows', () => {
  it('are those that were there before and those that come, each with one lifeline', async () => {
    const { make, write, held } = setUp();
    const [first, second] = [nodeOf('media-1'), nodeOf('media-2')];
    await write(first);
    const nodes = make();
    await nodes.start();
    await write(second);
    await write(first);
    expect(nodes.alive.map(({ nodeId }) => nodeId)).toEqual(['media-1', 'media-2']);
    expect([...held.keys()]).toEqual([first.address, second.address]);
    nodes.stop();
    expect(held.size).toBe(0);
  });

  it('are lost once: when the lifeline is cut, or when the row expires', async () => {
    const { make, write, expire, held, lost } = setUp();
    const [cut, frozen] = [nodeOf('media-1'), nodeOf('media-2')];
    await Promise.all([write(cut), write(frozen)]);
    const nodes = make();
    await nodes.start();
    held.get(cut.address)?.();
    expect([lost, nodes.isAlive(cut.instanceId)]).toEqual([['media-1'], false]);
    expire();
    expect(lost).toEqual(['media-1', 'media-2']);
    expect(held.size).toBe(0);
  });

  it('are lost when another process of the name comes, whose cut line is its own', async () => {
    const { cluster, make, write, held, lost } = setUp();
    const [before, after] = [nodeOf('media-1'), nodeOf('media-1')];
    await write(before);
    const nodes = make();
    await nodes.start();
    const cutBefore = held.get(before.address);
    await cluster.removeNode({ kind: 'media', ...before });
    await write(after);
    cutBefore?.();
    expect([lost, nodes.isAlive(after.instanceId)]).toEqual([['media-1'], true]);
  });

  it('do not include one that went while they were being listed', async () => {
    const { cluster, make, write } = setUp();
    const gone = nodeOf('media-1');
    await write(gone);
    const listed = await cluster.nodes('media');
    const nodes = make({
      watch: cluster.watch,
      nodes: async () => {
        await cluster.removeNode({ kind: 'media', ...gone });
        return listed;
      },
    });
    await nodes.start();
    expect(nodes.alive).toEqual([]);
  });

  it('leave a row that is not readable alone', async () => {
    const { cluster, make } = setUp();
    const nodes = make();
    await nodes.start();
    const row = { kind: 'media', nodeId: 'x', instanceId: newUuid(), updatedAt: 0, data: { is: 'older' } };
    await cluster.writeNode(row, 1_000);
    expect(nodes.alive).toEqual([]);
  });

  it('can be waited for', async () => {
    const { make, write, held } = setUp();
    const node = nodeOf('media-1');
    await write(node);
    const nodes = make();
    await nodes.start();
    const over = new AbortController();
    const waiting = nodes.whenLost(node.instanceId, over.signal).then(() => 'lost');
    const ended = nodes.whenLost(node.instanceId, AbortSignal.abort()).catch(() => 'ended');
    expect(await ended).toBe('ended');
    held.get(node.address)?.();
    expect(await waiting).toBe('lost');
    await nodes.whenLost(newUuid(), over.signal);
    expect(nodes.listenerCount('lost')).toBe(1);
  });
});
