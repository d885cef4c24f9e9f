import { describe, expect, it } from 'vitest';
import { MediaNode } from '#contracts/call/place.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import type { LocalOutlet } from '../outlets/local-outlet.ts';
import type { BorrowedOutlet } from './borrowed-outlet.ts';
import { Lenders, type Where } from './lenders.ts';

const own = { nodeId: NodeId.parse('own'), instanceId: newUuid(), address: 'http://own:3000' };

function node(nodeId: string, given: Partial<MediaNode> & { consumers?: number[] } = {}): MediaNode {
  const { consumers = [0], ...more } = given;
  return MediaNode.parse({
    nodeId,
    instanceId: newUuid(),
    address: `http://${nodeId}:3000`,
    region: 'here',
    isDraining: false,
    updatedAt: 0,
    workers: consumers.map((count, at) => ({ pid: at + 1, rooms: 1, consumers: count, cpu: 0 })),
    ...more,
  });
}

function setUp(nodes: MediaNode[]) {
  const asked: string[] = [];
  const rows = () =>
    nodes.map((data) => ({
      kind: 'media',
      nodeId: data.nodeId,
      instanceId: data.instanceId,
      updatedAt: 0,
      data,
    }));
  const lenders = new Lenders({
    nodes: { rows },
    lenderAt(address) {
      asked.push(address);
      throw new Refusal('unavailable', 'It does not answer.');
    },
    pipes: undefined as never,
    place: own,
    region: 'here',
    random: () => 0,
    newId: newUuid,
    log: silentLog,
  });
  const room = {
    tenantId: TenantId.parse(newUuid()),
    visitId: VisitId.parse(newUuid()),
    origin: {} as LocalOutlet,
  };
  return { asked, lenders, borrow: (where: Where) => lenders.borrow(room, where) };
}

describe('the node that lends to a large room', () => {
  it('is the least loaded other one of the region', async () => {
    const { borrow, asked } = setUp([
      node('own', own),
      node('busy', { consumers: [300] }),
      node('free', { consumers: [100] }),
    ]);
    expect(await borrow('here')).toBeUndefined();
    expect(asked).toEqual(['http://free:3000']);
  });

  it('is the least loaded one of another region, for those who come in by that', async () => {
    const { borrow, asked } = setUp([
      node('own', own),
      node('near', {}),
      node('busy', { region: 'there', consumers: [300] }),
      node('full', { region: 'there', consumers: [420] }),
      node('free', { region: 'there', consumers: [200] }),
      node('farther', { region: 'nowhere near' }),
    ]);
    await borrow('there');
    expect(asked).toEqual(['http://free:3000']);
    expect(await borrow('where nobody is')).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('is the least loaded one of all other regions where the own one is full', async () => {
    const { borrow, asked } = setUp([
      node('own', own),
      node('full', { consumers: [420] }),
      node('near', {}),
      node('busy', { region: 'there', consumers: [300] }),
      node('free', { region: 'farther', consumers: [100] }),
    ]);
    await borrow(undefined);
    expect(asked).toEqual(['http://free:3000']);
  });

  it('is none that drains, is elsewhere, is full, or is this one', async () => {
    const { borrow, asked } = setUp([
      node('own', own),
      node('draining', { isDraining: true }),
      node('far', { region: 'there' }),
      node('full', { consumers: [450, 420] }),
      node('empty', { workers: [] }),
    ]);
    expect(await borrow('here')).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

describe('room for another viewer where one receives already', () => {
  const at = (of: MediaNode, more: Partial<BorrowedOutlet> = {}) =>
    ({ node: of, workerPid: 2, consumers: 0, isClosed: false, isLeaving: false, ...more }) as BorrowedOutlet;

  it('is judged by the very worker, and by what was brought there since its row was written', () => {
    const lender = node('lender', { consumers: [450, 100] });
    const { lenders } = setUp([lender]);
    expect(lenders.hasRoom(at(lender), 'here')).toBe(true);
    expect(lenders.hasRoom(at(lender, { workerPid: 1 }), 'here')).toBe(false);
    expect(lenders.hasRoom(at(lender, { consumers: 420 }), 'here')).toBe(false);
    expect(lenders.hasRoom(at(lender, { workerPid: 9 }), 'here')).toBe(false);
    expect(lenders.hasRoom(at(lender), 'there')).toBe(false);
    expect(lenders.hasRoom(at(lender), undefined)).toBe(false);
  });

  it('is none where the node drains, was started again, or what it lent is over', () => {
    const [lender, draining] = [
      node('lender', { consumers: [0, 0] }),
      node('draining', { isDraining: true, consumers: [0, 0] }),
    ];
    const { lenders } = setUp([lender, draining]);
    expect(lenders.hasRoom(at(draining), 'here')).toBe(false);
    expect(lenders.hasRoom(at({ ...lender, instanceId: newUuid() }), 'here')).toBe(false);
    expect(lenders.hasRoom(at(lender, { isClosed: true }), 'here')).toBe(false);
    expect(lenders.hasRoom(at(lender, { isLeaving: true }), 'here')).toBe(false);
  });
});
