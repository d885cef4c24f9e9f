import type { Document as Stage } from 'mongodb';
import type { EventEnvelope } from '#contracts/event.ts';
import { copyJson } from '../json.ts';
import type { Document } from '../store.ts';

/** An event that waits beside its document. `at`: its position among all of the store. */
export type StoredEvent = { id: string; at: number; json: string };

/**
 * A document as MongoDB holds it: its own fields as they are, and the store's, which begin with an underscore.
 * `_writes`: marks of its last writes, the newest first. `_events`: what waits to be published. `_gone`: removed; what is left
 * carries its events until they are published, and is in none of the declared indexes. `_since`: the store has still to see to it:
 * to its events, the first of which has this position, or, with 0, to removing what is left of it. `_by`: which process has
 * committed all the events that wait, or that it was more than one.
 */
export type Stored = {
  _id: string;
  version?: number;
  _writes?: string[];
  _events?: StoredEvent[];
  _since?: number;
  _by?: string;
  _gone?: true;
  [field: string]: unknown;
};

export const mayBeSwept = 0;
const moreThanOne = '+';

/** So many marks are kept: a write that was overtaken by fewer others still finds its own. */
const keptMarks = 4;

/** Everything a reader does not need. */
export const withoutStoreFields = { _writes: 0, _events: 0, _since: 0, _by: 0 } as const;
/** Everything a writer does not need. */
export const withoutEvents = { _writes: 0, _events: 0 } as const;

/** `author`: the name under which this process commits events now. */
type Written = { document: Document; mark: string; author: string; events: readonly StoredEvent[] };

export function newStored({ document, mark, author, events }: Written): Stored {
  const [first] = events;
  const pending = first ? { _events: [...events], _since: first.at, _by: author } : {};
  return { ...document, _writes: [mark], ...pending };
}

/** The caller's document; undefined for one that was removed. Takes over the object. */
export function documentFrom<D extends Document>(stored: Stored | undefined): D | undefined {
  if (stored === undefined || stored._gone) return undefined;
  const { _writes, _events, _since, _by, ...document } = stored;
  return document as unknown as D;
}

/** Whether others than this author have committed events of it that wait, as far as was read with it. */
export const hasEventsOfOthers = ({ _since = mayBeSwept, _by }: Stored, author: string): boolean =>
  _since > mayBeSwept && _by !== author;

/** Puts the document in the place of what is there, which keeps its pending events before the new ones. */
export function replaceStages({ document, mark, author, events }: Written): Stage[] {
  const [first] = events;
  const pending = first
    ? {
        _events: { $concatArrays: [{ $ifNull: ['$_events', []] }, { $literal: events }] },
        _since: ifPending('$_since', first.at),
        _by: ifPending({ $cond: [{ $eq: ['$_by', author] }, author, moreThanOne] }, author),
      }
    : { _events: '$_events', _since: ifPending('$_since', '$$REMOVE'), _by: '$_by' };
  const ours = { _writes: marksWith(mark), ...pending };
  return [{ $replaceWith: { $mergeObjects: [{ $literal: document }, ours] } }];
}

/** Leaves of a document only its pending events. */
export function removeStages(mark: string): Stage[] {
  const since = ifPending('$_since', { $literal: mayBeSwept });
  const kept = { _events: '$_events', _since: since, _by: '$_by' };
  return [{ $replaceWith: { _id: '$_id', _gone: true, _writes: marksWith(mark), ...kept } }];
}

/** Forgets events by their ids. Mostly they are the first ones, which is quicker to see than to look for each. */
export function clearStages(ids: readonly string[]): Stage[] {
  const others = {
    $filter: { input: '$_events', cond: { $not: [{ $in: ['$$this.id', { $literal: ids }] }] } },
  };
  const first = { $map: { input: { $slice: ['$_events', ids.length] }, in: '$$this.id' } };
  const rest = { $slice: ['$_events', ids.length, { $size: '$_events' }] };
  const left = { $cond: [{ $eq: [first, { $literal: ids }] }, rest, others] };
  const ifEmpty = (value: unknown, other: unknown) => ({ $cond: [{ $eq: ['$_events', []] }, value, other] });
  const nothingLeft = { $cond: ['$_gone', { $literal: mayBeSwept }, '$$REMOVE'] };
  // A path through an array ("$_events.at") would be shorter, but not every server follows it here.
  const since = { $getField: { field: 'at', input: { $arrayElemAt: ['$_events', 0] } } };
  return [
    { $set: { _events: left } },
    {
      $set: {
        _events: ifEmpty('$$REMOVE', '$_events'),
        _since: ifEmpty(nothingLeft, since),
        _by: ifEmpty('$$REMOVE', '$_by'),
      },
    },
  ];
}

const ifPending = (then: unknown, other: unknown) => ({
  $cond: [{ $gt: ['$_since', mayBeSwept] }, then, other],
});
const marksWith = (mark: string) => ({
  $slice: [{ $concatArrays: [[mark], { $ifNull: ['$_writes', []] }] }, keptMarks],
});

export function storedEvents(events: readonly EventEnvelope[], position: number): StoredEvent[] {
  return events.map((event, place) => ({ id: event.id, at: position + place, json: JSON.stringify(event) }));
}

/** A copy for one more reader of the same answer. */
export const copyStored = (stored: Stored): Stored => copyJson(stored);
