import { describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import type { Room } from '../rooms/room.ts';
import { watchSignaling } from './watch-signaling.ts';

function setUp() {
  const clock = { at: 1_000_000 };
  const cluster = createMemoryCluster({ now: () => clock.at, log: silentLog });
  const peers = new Map<string, { socket: { connectionId: string; nodeId?: string } | undefined }>();
  const room = {
    peers,
    socketLost: (peer: { socket: undefined }) => {
      peer.socket = undefined;
    },
  } as unknown as Room;
  const end = watchSignaling({ rooms: { all: [room] }, cluster, now: () => clock.at });
  const write = (nodeId: string, instanceId: string) =>
    cluster.writeNode({ kind: 'signaling', nodeId, instanceId, updatedAt: clock.at, data: {} }, 1_000);
  const expire = () => {
    clock.at += 2_000;
    cluster.sweep();
  };
  const connected = () => [...peers].filter(([, peer]) => peer.socket).map(([name]) => name);
  const connect = (name: string, nodeId?: string) =>
    peers.set(name, { socket: { connectionId: name, ...(nodeId !== undefined && { nodeId }) } });
  return { cluster, write, expire, connect, connected, end };
}

describe('sockets whose signaling node is gone', () => {
  it('are lost when the row of the node expires, and no others', async () => {
    const { write, expire, connect, connected } = setUp();
    const [gone, alive] = [newUuid(), newUuid()];
    await write('one', gone);
    connect('of the one that dies', gone);
    connect('of another', alive);
    connect('of this process');
    expire();
    expect(connected()).toEqual(['of another', 'of this process']);
  });

  it('are lost when the node came back as another process', async () => {
    const { cluster, write, connect, connected, expire } = setUp();
    const [before, after] = [newUuid(), newUuid()];
    await write('one', before);
    await write('one', before);
    connect('old', before);
    connect('new', after);
    expect(connected()).toEqual(['old', 'new']);
    await cluster.removeNode({ kind: 'signaling', nodeId: 'one', instanceId: before });
    await write('one', after);
    expect(connected()).toEqual(['new']);
    expire();
    expect(connected()).toEqual([]);
  });
});
