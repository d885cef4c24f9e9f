import { describe, expect, it } from 'vitest';
import { TenantId, VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import type { Peer } from '../rooms/peer.ts';
import type { ConnectionFacts, EndOfConnection } from './attendance-log.ts';
import { Connections } from './connections.ts';

describe('a connection', () => {
  it('is as long as it was, however the clock was set meanwhile', () => {
    const clock = { at: 1_000_000, elapsed: 0 };
    const closed: [ConnectionFacts, EndOfConnection][] = [];
    const connections = new Connections({
      tenantId: TenantId.parse(newUuid()),
      visitId: VisitId.parse(newUuid()),
      attendance: { opened: () => undefined, closed: (...end) => closed.push(end) },
      now: () => clock.at,
      newId: newUuid,
      elapsed: () => clock.elapsed,
    });
    const peer = {
      participantId: newUuid(),
      ticket: { userId: newUuid(), side: 'patient' },
    } as unknown as Peer;
    connections.begin(peer, 1);
    clock.elapsed = 20_000;
    clock.at += 20_000 + 300_000;
    connections.end(peer, 'lost', { agoMs: 5_000 });
    connections.end(peer, 'left');
    expect(
      closed.map(([{ connectedAt }, { disconnectedAt, reason }]) => [connectedAt, disconnectedAt, reason]),
    ).toEqual([[1_000_000, 1_015_000, 'lost']]);
  });
});
