import type { DocumentPlace, PendingEvents } from '#platform/store/store.ts';

export const nameOf = ({ collection, documentId }: DocumentPlace): string => `${collection} ${documentId}`;

/** Of each document those before the first one that is not as wanted: what comes after it has to wait for it. */
export function firstOnes(
  pending: readonly PendingEvents[],
  isWanted: (one: PendingEvents) => boolean,
): PendingEvents[] {
  const ended = new Set<string>();
  return pending.filter((one) => {
    if (!ended.has(nameOf(one)) && isWanted(one)) return true;
    ended.add(nameOf(one));
    return false;
  });
}

/** What is this process's own in a batch, apart: where nothing of others can stand before it, and where that has to be looked up. */
export function splitUnsure(batch: readonly PendingEvents[]) {
  const places = new Map(batch.flatMap((one) => (one.isUnsure ? [[nameOf(one), one] as const] : [])));
  const sure = batch.filter((one) => !places.has(nameOf(one)));
  const unsure = batch.filter((one) => places.has(nameOf(one)));
  return { sure, own: idsOf(unsure), places: [...places.values()] };
}

/**
 * Of what documents hold, everything up to the last own event of each. One that is not found was published and cleared by
 * another, or never committed.
 */
export function upToOwn(found: readonly PendingEvents[], own: ReadonlySet<string>): PendingEvents[] {
  const isOwn = ({ events }: PendingEvents) => events.some(({ id }) => own.has(id));
  const last = new Map(found.flatMap((one, place) => (isOwn(one) ? [[nameOf(one), place] as const] : [])));
  return found.filter((one, place) => place <= (last.get(nameOf(one)) ?? -1));
}

export const idsOf = (pending: readonly PendingEvents[]): Set<string> =>
  new Set(pending.flatMap(({ events }) => events.map(({ id }) => id)));
