import type { EventEnvelope } from '#contracts/event.ts';
import type { ClinicId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { VisitStatus } from '#contracts/visits/visit.ts';
import type { Collection, Draft, Page, Query, Store, WriteOptions } from '#platform/store/store.ts';
import type { StoredVisit } from './visit.ts';

const indexes = {
  ofPatient: { fields: ['tenantId', 'patientId', 'startsAt'] },
  ofDoctor: { fields: ['tenantId', 'doctorId', 'startsAt'] },
  ofClinic: { fields: ['tenantId', 'clinicId', 'startsAt'] },
  queue: { fields: ['tenantId', 'doctorId', 'status'] },
  booking: { fields: ['bookingKey'], unique: true },
} as const;
type Indexes = keyof typeof indexes;

export type VisitList =
  | { of: 'patient'; id: UserId }
  | { of: 'doctor'; id: UserId }
  | { of: 'clinic'; id: ClinicId };
export type ListQuery = {
  tenantId: TenantId;
  list: VisitList;
  fromAt?: number | undefined;
  toAt?: number | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** What a step makes of a visit, and what it tells. The same visit means that nothing changed. */
export type Step = (visit: StoredVisit) => { visit: StoredVisit; events?: EventEnvelope[] };
export type Stepped = { before: StoredVisit; visit: StoredVisit; isChanged: boolean };
export type VisitStore = ReturnType<typeof createVisits>;

export async function openVisitStore(store: Store): Promise<VisitStore> {
  return createVisits(await store.collection<StoredVisit, Indexes>({ name: 'visits', indexes }));
}

const lists = {
  patient: { index: 'ofPatient', field: 'patientId' },
  doctor: { index: 'ofDoctor', field: 'doctorId' },
  clinic: { index: 'ofClinic', field: 'clinicId' },
} as const;

function createVisits(visits: Collection<StoredVisit, Indexes>) {
  const notFound = () => new Refusal('not_found', 'There is no such visit.');

  return {
    insert: (draft: Draft<StoredVisit>, options: WriteOptions) => visits.insert(draft, options),
    findById: (visitId: VisitId) => visits.findById(visitId),

    /** Refuses `not_found`, also for a visit of another tenant. */
    async get(tenantId: TenantId, visitId: VisitId): Promise<StoredVisit> {
      const visit = await visits.findById(visitId);
      if (visit?.tenantId !== tenantId) throw notFound();
      return visit;
    },

    async findByBookingKey(bookingKey: string): Promise<StoredVisit | undefined> {
      const { items } = await visits.find({ index: 'booking', equals: { bookingKey }, limit: 1 });
      return items[0];
    },

    /** Takes one step from wherever the visit stands then, and says whether it led anywhere. */
    async step(tenantId: TenantId, visitId: VisitId, step: Step): Promise<Stepped> {
      let before: StoredVisit | undefined;
      let isChanged = false;
      const visit = await visits.change(visitId, (current) => {
        if (current.tenantId !== tenantId) throw notFound();
        before = current;
        const next = step(current);
        isChanged = next.visit !== current;
        return isChanged ? { document: next.visit, events: next.events ?? [] } : undefined;
      });
      return { before: before ?? visit, visit, isChanged };
    },

    /** Latest start first. */
    list({ tenantId, list, fromAt, toAt, cursor, limit }: ListQuery): Promise<Page<StoredVisit>> {
      const { index, field } = lists[list.of];
      const ends = {
        ...(fromAt === undefined ? {} : { from: fromAt }),
        ...(toAt === undefined ? {} : { before: toAt }),
      };
      const query: Query<Indexes> = {
        index,
        equals: { tenantId, [field]: list.id },
        order: 'descending',
        ...(Object.keys(ends).length === 0 ? {} : { range: { field: 'startsAt', ...ends } }),
        ...(cursor === undefined ? {} : { cursor }),
        ...(limit === undefined ? {} : { limit }),
      };
      return visits.find(query);
    },

    async withStatus(tenantId: TenantId, doctorId: UserId, status: VisitStatus): Promise<StoredVisit[]> {
      const { items } = await visits.find({
        index: 'queue',
        equals: { tenantId, doctorId, status },
        limit: 500,
      });
      return items;
    },
  };
}
