import type { AuditEntry } from '#contracts/audit/entry.ts';
import type { CollectionDeclaration, Document, Page, Store } from '#platform/store/store.ts';

type EntryRow = Document & AuditEntry & { actorId: string };
export type EntryStore = Awaited<ReturnType<typeof openEntryStore>>;
export type EntryFilter = {
  tenantId: string;
  actorId?: string | undefined;
  patientId?: string | undefined;
  action?: string | undefined;
  fromAt?: number | undefined;
  toAt?: number | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

export const entryCollection = {
  name: 'entries',
  indexes: {
    chain: { fields: ['tenantId', 'seq'], unique: true },
    time: { fields: ['tenantId', 'occurredAt'] },
    actor: { fields: ['tenantId', 'actorId', 'occurredAt'] },
    patient: { fields: ['tenantId', 'patientId', 'occurredAt'] },
    action: { fields: ['tenantId', 'action', 'occurredAt'] },
  },
} as const satisfies CollectionDeclaration;

/** The entries. They are only ever added and read; the event's id is the entry's, so that none is added twice. */
export async function openEntryStore(store: Pick<Store, 'collection'>) {
  const rows = await store.collection<EntryRow, keyof typeof entryCollection.indexes>(entryCollection);

  return {
    async add(entry: AuditEntry): Promise<void> {
      const actorId = entry.actor.kind === 'user' ? entry.actor.userId : entry.actor.service;
      await rows.insert({ _id: entry.eventId, ...entry, actorId });
    },

    hasEvent: async (eventId: string): Promise<boolean> => (await rows.findById(eventId)) !== undefined,

    async findLast(tenantId: string): Promise<AuditEntry | undefined> {
      const { items } = await rows.find({
        index: 'chain',
        equals: { tenantId },
        order: 'descending',
        limit: 1,
      });
      return items[0] && entryOf(items[0]);
    },

    /** The tenant whose id follows the given one, if there is any. */
    async findTenantAfter(tenantId: string): Promise<string | undefined> {
      const range = { field: 'tenantId', after: tenantId };
      return (await rows.find({ index: 'chain', range, limit: 1 })).items[0]?.tenantId;
    },

    async listFrom(tenantId: string, fromSeq: number, limit: number): Promise<AuditEntry[]> {
      const range = { field: 'seq', from: fromSeq };
      return (await rows.find({ index: 'chain', equals: { tenantId }, range, limit })).items.map(entryOf);
    },

    /** The newest first. */
    async search(filter: EntryFilter): Promise<Page<AuditEntry>> {
      const { index, equals } = indexFor(filter);
      const range = {
        field: 'occurredAt',
        ...(filter.fromAt === undefined ? {} : { from: filter.fromAt }),
        ...(filter.toAt === undefined ? {} : { before: filter.toAt }),
      };
      const page = await rows.find({
        index,
        equals,
        order: 'descending',
        limit: filter.limit ?? 50,
        ...(filter.fromAt === undefined && filter.toAt === undefined ? {} : { range }),
        ...(filter.cursor === undefined ? {} : { cursor: filter.cursor }),
      });
      return {
        items: page.items.filter((row) => fits(row, filter)).map(entryOf),
        nextCursor: page.nextCursor,
      };
    },
  };
}

// The narrowest index serves; what else was asked for is filtered from its page.
function indexFor({ tenantId, actorId, patientId, action }: EntryFilter) {
  if (patientId !== undefined) return { index: 'patient' as const, equals: { tenantId, patientId } };
  if (actorId !== undefined) return { index: 'actor' as const, equals: { tenantId, actorId } };
  if (action !== undefined) return { index: 'action' as const, equals: { tenantId, action } };
  return { index: 'time' as const, equals: { tenantId } };
}

function fits(row: EntryRow, { actorId, action }: EntryFilter): boolean {
  return (
    (actorId === undefined || row.actorId === actorId) && (action === undefined || row.action === action)
  );
}

function entryOf({ _id, version: _version, actorId: _actorId, ...entry }: EntryRow): AuditEntry {
  return entry;
}
