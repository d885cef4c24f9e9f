import type { z } from 'zod';
import type { Actor } from '#contracts/actor.ts';
import type { PatientDataAccessed } from '#contracts/events/access.ts';
import { PatientDataAccessed as contract } from '#contracts/events/access.ts';
import type { Now, NewId } from '#platform/clock.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import type { Document, Store } from '#platform/store/store.ts';

export type AccessFact = Omit<z.infer<(typeof PatientDataAccessed)['data']>, 'at'>;

/** Writes that somebody read, wrote or was refused patient data. Resolves when the fact is durable. */
export type RecordAccess = (actor: Actor, fact: AccessFact) => Promise<void>;

type FactRow = Document & { expiresAt: number };

// The trail keeps the fact for ever; this row only carries it there and may go once it has been handed over.
const keptMs = 7 * 24 * 3_600_000;

/** One recorder per service, in the service's own store, so that the fact is as durable as what it tells of. */
export async function createAccessRecorder(deps: {
  store: Store;
  now: Now;
  newId: NewId;
}): Promise<RecordAccess> {
  const rows = await deps.store.collection<FactRow>({
    name: 'access_facts',
    indexes: { expiry: { fields: ['expiresAt'], expires: true } },
  });
  return async function recordAccess(actor, fact) {
    const at = deps.now();
    const event = createEvent(contract, { actor, tenantId: actor.tenantId, data: { ...fact, at } }, deps);
    await rows.insert({ _id: event.id, expiresAt: at + keptMs }, { events: [event] });
  };
}
