import type { z } from 'zod';
import type { Actor } from '#contracts/actor.ts';
import type { EventContract } from '#contracts/define.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { VisitStarted } from '#contracts/events/visits.ts';
import type { TenantId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import type { StoredVisit } from './visit.ts';

type Deps = { now: Now; newId: NewId };
type About = 'visitId' | 'clinicId' | 'patientId' | 'doctorId';
export type VisitEventOf = ReturnType<typeof createVisitEvents>;

export const visitsService = (tenantId: TenantId): Actor => ({
  kind: 'service',
  service: 'visits',
  tenantId,
});

/** Envelopes of facts about a visit: whose it is comes from the visit, the rest is given. */
export function createVisitEvents(deps: Deps) {
  function eventOf<D extends z.ZodType>(
    contract: EventContract<string, D>,
    visit: StoredVisit,
    { actor, ...data }: { actor: Actor } & Omit<z.input<D>, About>,
  ): EventEnvelope {
    const { _id: visitId, clinicId, patientId, doctorId, tenantId } = visit;
    // Parsed by the contract before it is stored, so a wrong mixture throws here and nowhere later.
    const facts = { visitId, clinicId, patientId, doctorId, ...data } as unknown as z.input<D>;
    return createEvent(contract, { actor, tenantId, data: facts }, deps);
  }

  return {
    eventOf,
    /** The fact that both sides met, if this step made them meet for the first time. */
    startedOf(before: StoredVisit, after: StoredVisit): EventEnvelope[] {
      if (before.startedAt !== undefined || after.startedAt === undefined) return [];
      const actor = visitsService(after.tenantId);
      return [eventOf(VisitStarted, after, { actor, startedAt: after.startedAt })];
    },
  };
}
