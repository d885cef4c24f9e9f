import { describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { createBackground } from '#platform/background.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import { standAt, type StoredVisit } from '../visit/visit.ts';
import { storedVisit } from '../visit/visit.sample.ts';
import { createTellRoom } from './tell-room.ts';

/** A room that answers when it is told to, and a store that holds one visit. */
function start() {
  let visit: StoredVisit = storedVisit();
  const said: string[] = [];
  const waiting: { answer: () => void; fail: () => void }[] = [];
  const hear = (what: string) => {
    said.push(what);
    return new Promise<Record<string, never>>((resolve, reject) => {
      waiting.push({
        answer: () => resolve({}),
        fail: () => reject(new Refusal('unavailable', 'Nobody answers.')),
      });
    });
  };
  const visits = { findById: async () => visit, get: async () => visit } as unknown as VisitStore;
  const media = {
    'room:admit': ({ isPatientAdmitted }: { isPatientAdmitted: boolean }) =>
      hear(isPatientAdmitted ? 'in' : 'out'),
    'room:close': () => hear('closed'),
    'attendance:read': async () => ({ connections: [] }),
  };
  const background = createBackground({ log: silentLog, metrics: createMetrics() });
  const tellRoom = createTellRoom({ visits, media, background });
  const stand = (standing: StoredVisit['standing']) => {
    visit = { ...standAt(visit, standing), version: visit.version + 1 };
    return visit;
  };
  return { tellRoom, said, waiting, stand, id: visit._id, tenantId: visit.tenantId, by: visit.doctorId };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('telling the room', () => {
  it('does not leave an admission as the last word when the patient was sent back meanwhile', async () => {
    const { tellRoom, said, waiting, stand, by } = start();
    tellRoom.soon(stand({ status: 'admitted', admittedAt: 1, admittedBy: by }));
    await settled();
    tellRoom.soon(stand({ status: 'waiting', waitingSince: 2 }));
    await settled();
    expect(said).toEqual(['in']);
    waiting[0]?.answer();
    await settled();
    expect(said).toEqual(['in', 'out']);
    waiting[1]?.answer();
    await settled();
    expect(said).toEqual(['in', 'out']);
  });

  it('says what stands in the store, also when another process changed it', async () => {
    const { tellRoom, said, waiting, stand, id, tenantId, by } = start();
    stand({ status: 'admitted', admittedAt: 1, admittedBy: by });
    const told = tellRoom.now(tenantId, id);
    await settled();
    stand({ status: 'ended', endedAt: 2, endedBy: by, billableSeconds: 0, hasNote: false });
    waiting[0]?.answer();
    await settled();
    expect(said).toEqual(['in', 'closed']);
    waiting[1]?.answer();
    await told;
  });

  it('is not moved by an older standing that is told late', async () => {
    const { tellRoom, said, waiting, stand, by } = start();
    const admitted = stand({ status: 'admitted', admittedAt: 1, admittedBy: by });
    tellRoom.soon(stand({ status: 'waiting', waitingSince: 2 }));
    tellRoom.soon(admitted);
    await settled();
    waiting[0]?.answer();
    await settled();
    expect(said).toEqual(['out']);
  });

  it('fails for whoever waits, and begins anew with the next', async () => {
    const { tellRoom, said, waiting, stand, id, tenantId, by } = start();
    stand({ status: 'admitted', admittedAt: 1, admittedBy: by });
    const told = tellRoom.now(tenantId, id);
    await settled();
    waiting[0]?.fail();
    await expect(told).rejects.toMatchObject({ code: 'unavailable' });
    const again = tellRoom.now(tenantId, id);
    await settled();
    waiting[1]?.answer();
    await again;
    expect(said).toEqual(['in', 'in']);
  });
});
