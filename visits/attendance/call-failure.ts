import type { CallFailure, Interval } from '#contracts/visits/visit.ts';
import type { Connection, StoredVisit } from '../visit/visit.ts';

const failures: readonly Connection['reason'][] = ['lost', 'node_died'];

/**
 * Whether a visit that ends now was a call that failed, from the facts that stand in it. A patient who never came and a
 * side that left by itself are no failures; neither is a connection that was lost and came back.
 */
export function callFailureOf(
  visit: Pick<StoredVisit, 'connections' | 'patientSocket'>,
  intervals: readonly Interval[],
): CallFailure | undefined {
  const isPatientKnown =
    visit.patientSocket !== undefined || visit.connections.some(({ side }) => side === 'patient');
  if (intervals.length === 0) return isPatientKnown ? 'never_connected' : undefined;
  const isLost = (['patient', 'care'] as const).some((side) =>
    failures.includes(endOfSide(visit.connections, side)),
  );
  return isLost ? 'connection_lost' : undefined;
}

/** Why the last connection of a side ended; nothing while one stands. */
function endOfSide(connections: readonly Connection[], side: Connection['side']): Connection['reason'] {
  const own = connections.filter((one) => one.side === side);
  if (own.some(({ disconnectedAt }) => disconnectedAt === undefined)) return undefined;
  return own.toSorted((one, other) => (other.disconnectedAt ?? 0) - (one.disconnectedAt ?? 0))[0]?.reason;
}
