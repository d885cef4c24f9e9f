import { isDeepStrictEqual } from 'node:util';
import type { TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { type Document, DuplicateKey, type Store } from '#platform/store/store.ts';
import { type Charge, type FreeVisit, isOpen } from './charge.ts';
import { eventsBetween } from './events-between.ts';
import { settleCharge } from './settle-charge.ts';

type Row = Document & (Charge | FreeVisit) & { isOpen: boolean };
type Deps = { store: Pick<Store, 'collection'>; now: Now; newId: NewId };
export type ChargeStore = Awaited<ReturnType<typeof openChargeStore>>;

/** The charges, one a visit. Every change settles the charge and carries its events in the same commit. */
export async function openChargeStore({ store, now, newId }: Deps) {
  const rows = await store.collection<Row, 'visit' | 'open'>({
    name: 'charges',
    indexes: {
      visit: { fields: ['visitId'], unique: true },
      open: { fields: ['tenantId', 'patientId', 'isOpen'] },
    },
  });

  async function findByVisit(visitId: VisitId): Promise<Charge | FreeVisit | undefined> {
    return (await rows.find({ index: 'visit', equals: { visitId }, limit: 1 })).items[0];
  }

  return {
    findByVisit,

    /** Every charge, page by page. */
    async page(cursor?: string): Promise<{ charges: Charge[]; nextCursor: string | undefined }> {
      const from = cursor === undefined ? {} : { cursor };
      const { items, nextCursor } = await rows.find({ index: 'visit', limit: 200, ...from });
      return { charges: items.filter((row) => row.kind === 'charge'), nextCursor };
    },

    async findById(id: string): Promise<Charge | undefined> {
      const row = await rows.findById(id);
      return row?.kind === 'charge' ? row : undefined;
    },

    /** The charge of the draft's visit: the one that is there, or this. */
    async ensure(draft: Omit<Charge, 'version'> | Omit<FreeVisit, 'version'>): Promise<Charge | FreeVisit> {
      try {
        const mayChange = draft.kind === 'charge' && isOpen({ ...draft, version: 1 });
        return await rows.insert({ ...draft, isOpen: mayChange });
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        const there = await findByVisit(draft.visitId);
        if (!there) throw error;
        return there;
      }
    },

    /** Changes the charge, then moves it on; what changes nothing writes nothing. Refuses `not_found`. */
    async change(id: string, compute: (charge: Charge) => Charge): Promise<Charge> {
      const row = await rows.change(id, (before) => {
        if (before.kind !== 'charge') return undefined;
        const after = settleCharge(compute(before), now());
        if (isDeepStrictEqual(after, before)) return undefined;
        const events = eventsBetween(before.state, after, { now, newId });
        return { document: { ...after, isOpen: isOpen(after) }, events };
      });
      if (row.kind !== 'charge') throw new Error(`Nothing is charged for the visit ${row.visitId}.`);
      return row;
    },

    /** Charges of a patient for which something may still have to be done; the first 1,000. */
    async openOfPatient(tenantId: TenantId, patientId: UserId): Promise<Charge[]> {
      const equals = { tenantId, patientId, isOpen: true };
      const { items } = await rows.find({ index: 'open', equals, limit: 1_000 });
      return items.flatMap((row) => (row.kind === 'charge' ? [row] : []));
    },
  };
}
