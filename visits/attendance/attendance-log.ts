import type { VisitId } from '#contracts/ids.ts';
import { type Collection, type Document, DuplicateKey, type Store } from '#platform/store/store.ts';
import { type Connection, factsOf, type StoredVisit } from '../visit/visit.ts';
import type { VisitFacts } from '../policy.ts';
import { withEnd } from './attendance.ts';

/**
 * A line of the log. `countedUntilAt` is set once the attendance is closed: until then a connection counted, or its own
 * beginning where it was told too late to count. Lines are only added to, never taken back.
 */
export type Line =
  | (Document & VisitFacts & { kind: 'connection'; countedUntilAt?: number } & Connection)
  | (Document & VisitFacts & { kind: 'admission'; fromAt: number; toAt: number })
  | (Document & VisitFacts & { kind: 'end'; endedAt: number; billableSeconds: number });
type ConnectionLine = Extract<Line, { kind: 'connection' }>;

const indexes = { ofVisit: { fields: ['visitId'] } } as const;
type Indexes = keyof typeof indexes;
export type AttendanceLog = ReturnType<typeof createLog>;

export async function openAttendanceLog(store: Pick<Store, 'collection'>): Promise<AttendanceLog> {
  return createLog(await store.collection<Line, Indexes>({ name: 'attendance', indexes }));
}

function createLog(lines: Collection<Line, Indexes>) {
  /** Writes a line unless it is there. */
  async function add(line: Omit<Line, 'version'>): Promise<void> {
    try {
      await lines.insert(line);
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
  }

  /** Writes a connection, or adds to its line what it did not know yet. */
  async function addConnection(visit: StoredVisit, told: Connection): Promise<void> {
    const { reason } = told;
    const counted = countedUntil(visit, told.connectionId, told.connectedAt);
    const merged = (line: ConnectionLine): ConnectionLine => ({
      ...withEnd(line, told.disconnectedAt),
      ...(line.reason === undefined && reason !== undefined ? { reason } : {}),
      ...(line.countedUntilAt === undefined && counted !== undefined ? { countedUntilAt: counted } : {}),
    });
    const _id = `${visit._id}/${told.connectionId}`;
    const fresh = { _id, version: 0, kind: 'connection' as const, ...factsOf(visit), ...told };
    try {
      await lines.insert(merged(fresh));
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      await lines.change(_id, (line) => {
        if (line.kind !== 'connection') return undefined;
        const document = merged(line);
        return isSame(document, line) ? undefined : { document };
      });
    }
  }

  return {
    addConnection,

    /** All that the billed time rests on, once that is fixed. */
    async close(visit: StoredVisit): Promise<void> {
      if (visit.standing.status !== 'ended' || !visit.isAttendanceClosed) return;
      const { endedAt, billableSeconds } = visit.standing;
      const about = factsOf(visit);
      for (const connection of visit.connections) await addConnection(visit, connection);
      for (const [n, { fromAt, toAt = endedAt }] of visit.admissions.entries())
        await add({ _id: `${visit._id}/admission-${n}`, kind: 'admission', ...about, fromAt, toAt } as Line);
      await add({ _id: `${visit._id}/end`, kind: 'end', ...about, endedAt, billableSeconds } as Line);
    },

    async ofVisit(visitId: VisitId): Promise<Line[]> {
      const { items } = await lines.find({ index: 'ofVisit', equals: { visitId }, limit: 1_000 });
      return items;
    },
  };
}

/** Until when a connection counted; nothing while the visit may still change. */
function countedUntil(visit: StoredVisit, connectionId: string, connectedAt: number): number | undefined {
  const { standing, connections } = visit;
  if (standing.status !== 'ended' || !visit.isAttendanceClosed) return undefined;
  const known = connections.find((one) => one.connectionId === connectionId);
  if (!known) return connectedAt;
  return Math.max(connectedAt, Math.min(known.disconnectedAt ?? standing.endedAt, standing.endedAt));
}

const isSame = (one: ConnectionLine, other: ConnectionLine): boolean =>
  one.disconnectedAt === other.disconnectedAt &&
  one.reason === other.reason &&
  one.countedUntilAt === other.countedUntilAt;
