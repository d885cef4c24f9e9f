import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { RoomLeases } from '../leases/room-leases.ts';
import { Rooms } from './rooms.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a room that was taken over', () => {
  it('is given up when nobody comes', async () => {
    const now = () => 1;
    const cluster = createMemoryCluster({ now, log: silentLog });
    const place = { nodeId: NodeId.parse('node'), instanceId: newUuid(), address: 'http://localhost' };
    const leases = new RoomLeases({ cluster, place, now, log: silentLog });
    const visit = { tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) };
    const rooms = new Rooms({
      leases,
      visits: { 'visit:facts': async () => ({ isOpen: true, isPatientAdmitted: true }) as never },
      log: silentLog,
      room: {
        lenders: { region: 'here', borrow: async () => undefined, hasRoom: () => false },
        pickWorker: () => new Promise(() => undefined),
        announce: { tell: () => undefined, disconnectUser: () => undefined },
        attendance: { opened: () => undefined, closed: () => undefined },
        now,
        newId: newUuid,
        log: silentLog,
        awayMs: 1,
        mostPeers: 2,
      },
    });
    await rooms.open(visit);
    expect(leases.holds(visit)).toBe(true);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(rooms.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(rooms.all).toHaveLength(0);
    expect(leases.holds(visit)).toBe(false);
    await cluster.close();
  });
});
