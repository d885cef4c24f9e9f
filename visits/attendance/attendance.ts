import type { Connection, StoredVisit } from '../visit/visit.ts';
import { isAttendanceClosed } from '../visit/visit.ts';
import type { Presence } from './billable-intervals.ts';

const isStanding = ({ disconnectedAt }: Connection) => disconnectedAt === undefined;

export const hasBothSides = (connections: readonly Connection[]): boolean =>
  (['patient', 'care'] as const).every((side) =>
    connections.some((one) => one.side === side && isStanding(one)),
  );

export const isAnybodyIn = ({ connections }: StoredVisit): boolean => connections.some(isStanding);

export const isPatientConnected = ({ connections }: StoredVisit): boolean =>
  connections.some((one) => one.side === 'patient' && isStanding(one));

/** The last moment at which somebody was seen in the call, if anybody ever was. */
export const lastSeenAt = ({ connections }: StoredVisit): number | undefined =>
  connections.length === 0
    ? undefined
    : Math.max(...connections.map((one) => one.disconnectedAt ?? one.connectedAt));

export function presenceOf({ connections, admissions }: StoredVisit): Presence {
  const spansOf = (side: Connection['side']) =>
    connections
      .filter((one) => one.side === side)
      .map(({ connectedAt, disconnectedAt }) => ({ fromAt: connectedAt, toAt: disconnectedAt }));
  return { patient: spansOf('patient'), care: spansOf('care'), admitted: admissions };
}

/**
 * Notes what media told of one connection. Facts may repeat and come in any order: a connection is one line however
 * often it is told, and of two ends the earlier counts. Once the attendance is closed it no longer changes.
 */
export function noteConnection(visit: StoredVisit, fact: Connection): StoredVisit {
  if (isAttendanceClosed(visit)) return visit;
  const known = visit.connections.find((one) => one.connectionId === fact.connectionId);
  const told = withEnd(known ?? fact, fact.disconnectedAt);
  if (known && known.disconnectedAt === told.disconnectedAt) return visit;
  const others = visit.connections.filter((one) => one !== known);
  // The end that counts is this fact's, and so is its reason.
  const { reason } = fact;
  return { ...visit, connections: [...others, { ...told, ...(reason === undefined ? {} : { reason }) }] };
}

/** The connection with the earlier of its known end and this one; never before its beginning. */
export function withEnd<C extends Pick<Connection, 'connectedAt' | 'disconnectedAt'>>(
  connection: C,
  disconnectedAt: number | undefined,
): C {
  if (disconnectedAt === undefined) return connection;
  const earlier = Math.min(connection.disconnectedAt ?? disconnectedAt, disconnectedAt);
  return { ...connection, disconnectedAt: Math.max(connection.connectedAt, earlier) };
}
