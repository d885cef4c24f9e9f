import type { Document as Stage } from 'mongodb';
import type { EventEnvelope } from '#contracts/event.ts';
import { copyJson } from '../json.ts';
import type { Document } from '../store.ts';

/** An event that waits beside its document. `at`: its position among all of the store. */
export type StoredEvent = { id: string; at: number; json: string };

/**
 * A document as MongoDB holds it: its own fields as they are, and the store's, which begin with an underscore.
 * `_writes`: marks of its last writes, the newest first. `_events`: what waits to be published, `_since` the position of the
 * first. `_gone`: removed; what is left carries its events until they are published, and is in none of the declared indexes.
 */
export type Stored = {
  _id: string;
  version?: number;
  _writes?: string[];
  _events?: StoredEvent[];
  _since?: number;
  _gone?: true;
  [field: string]: unknown;
};

/** So many marks are kept: a write that was overtaken by fewer others still finds its own. */
const keptMarks = 4;

/** Everything a reader does not need. */
export const withoutStoreFields = { _writes: 0, _events: 0, _since: 0 } as const;

type Written = { document: Document; mark: string; events: readonly StoredEvent[] };

export function newStored({ document, mark, events }: Written): Stored {
  const [first] = events;
  const pending = first ? { _events: [...events], _since: first.at } : {};
  return { ...document, _writes: [mark], ...pending };
}

/** The caller's document; undefined for one that was removed. Takes over the object. */
export function documentFrom<D extends Document>(stored: Stored | undefined): D | undefined {
  if (stored === undefined || stored._gone) return undefined;
  const { _writes, _events, _since, ...document } = stored;
  return document as unknown as D;
}

/** Puts the document in the place of what is there, which keeps its pending events before the new ones. */
export function replaceStages({ document, mark, events }: Written): Stage[] {
  const [first] = events;
  const pending = first
    ? {
        _events: { $concatArrays: [{ $ifNull: ['$_events', []] }, { $literal: events }] },
        _since: { $ifNull: ['$_since', first.at] },
      }
    : keptEvents;
  const ours = { _writes: marksWith(mark), ...pending };
  return [{ $replaceWith: { $mergeObjects: [{ $literal: document }, ours] } }];
}

/** Leaves of a document only its pending events. */
export function removeStages(mark: string): Stage[] {
  return [{ $replaceWith: { _id: '$_id', _gone: true, _writes: marksWith(mark), ...keptEvents } }];
}

/** Forgets events by their ids. */
export function clearStages(ids: readonly string[]): Stage[] {
  const left = {
    $filter: { input: '$_events', cond: { $not: [{ $in: ['$$this.id', { $literal: ids }] }] } },
  };
  const unlessEmpty = (value: unknown) => ({ $cond: [{ $eq: ['$_events', []] }, '$$REMOVE', value] });
  // A path through an array ("$_events.at") would be shorter, but not every server follows it here.
  const since = { $getField: { field: 'at', input: { $arrayElemAt: ['$_events', 0] } } };
  return [
    { $set: { _events: left } },
    { $set: { _events: unlessEmpty('$_events'), _since: unlessEmpty(since) } },
  ];
}

// A field that is missing stays missing.
const keptEvents = { _events: '$_events', _since: '$_since' };
const marksWith = (mark: string) => ({
  $slice: [{ $concatArrays: [[mark], { $ifNull: ['$_writes', []] }] }, keptMarks],
});

export function storedEvents(events: readonly EventEnvelope[], position: number): StoredEvent[] {
  return events.map((event, place) => ({ id: event.id, at: position + place, json: JSON.stringify(event) }));
}

/** A copy for one more reader of the same answer. */
export const copyStored = (stored: Stored): Stored => copyJson(stored);
