import { describe, expect, it } from 'vitest';
import { MediaNode } from '#contracts/call/place.ts';
import { newUuid } from '#platform/clock.ts';
import { agreeOnNode, chooseNode } from './choose-node.ts';

const node = (nodeId: string, given: Partial<MediaNode> & { cpu?: number; consumers?: number } = {}) => {
  const { cpu = 0, consumers = 0, ...more } = given;
  return MediaNode.parse({
    nodeId,
    instanceId: newUuid(),
    address: `http://${nodeId}:3000`,
    region: 'here',
    isDraining: false,
    updatedAt: 0,
    workers: [{ pid: 1, rooms: 0, consumers, cpu }],
    ...more,
  });
};
const choose = (nodes: MediaNode[], at = 0) =>
  chooseNode(nodes, { region: 'here', random: () => at })?.nodeId;

describe('the node for a new room', () => {
  it('is the least loaded of the region', () => {
    const nodes = [
      node('busy', { cpu: 0.8 }),
      node('free', { cpu: 0.2 }),
      node('full', { consumers: 450 }),
      node('far', { region: 'there' }),
    ];
    expect(choose(nodes)).toBe('free');
    expect(choose(nodes.filter(({ region }) => region === 'there'))).toBe('far');
  });

  it('is never one that drains or has no worker', () => {
    expect(choose([node('one', { isDraining: true }), node('two', { workers: [] })])).toBeUndefined();
    expect(choose([node('one', { isDraining: true }), node('far', { region: 'there' })])).toBe('far');
  });

  it('is chance among nodes that are about as free', () => {
    const nodes = [node('one', { cpu: 0.3 }), node('two', { cpu: 0.35 }), node('three', { cpu: 0.5 })];
    expect([0, 0.4, 0.6, 0.99].map((at) => choose(nodes, at))).toEqual(['one', 'one', 'two', 'two']);
  });
});

describe('the node that all agree on', () => {
  it('is the same in whatever order the nodes are known, and spreads the rooms', () => {
    const nodes = ['one', 'two', 'three'].map((nodeId) => node(nodeId));
    const chosen = Array.from({ length: 300 }, (_, key) => agreeOnNode(nodes, `room ${key}`)?.nodeId);
    expect(chosen).toEqual(chosen.map((_, key) => agreeOnNode(nodes.toReversed(), `room ${key}`)?.nodeId));
    for (const { nodeId } of nodes) expect(chosen.filter((one) => one === nodeId).length).toBeGreaterThan(50);
    expect(agreeOnNode([], 'room')).toBeUndefined();
  });

  it('is none that drains', () => {
    const nodes = [node('one', { isDraining: true }), node('two')];
    const chosen = Array.from({ length: 20 }, (_, key) => agreeOnNode(nodes, `room ${key}`)?.nodeId);
    expect(new Set(chosen)).toEqual(new Set(['two']));
  });
});
