import type { CollectionDeclaration } from '../store.ts';
import type { Key } from '../sqlite/keys.ts';

type Written = {
  collection: string;
  id: string;
  json: string;
  keys: (Key | null)[];
  /** Each as JSON; `position`: where the first stands in the outbox. */
  events: readonly string[];
  position: number;
};

/** Positions in the outbox, both ends included. */
export type Range = readonly [from: number, to: number];

/** One write, in a form that can be sent to another thread. */
export type Operation =
  | ({ kind: 'insert' } & Written)
  | ({ kind: 'replace'; version: number } & Written)
  | { kind: 'remove'; collection: string; id: string; version: number }
  | { kind: 'clear'; ranges: readonly Range[] }
  | { kind: 'sweep'; collection: string; index: string; field: string; until: number; limit: number }
  | { kind: 'declare'; declaration: CollectionDeclaration };

/** What became of it. `count`: how many documents it touched. */
export type Outcome =
  | { kind: 'done'; count: number }
  | { kind: 'duplicate'; index: string }
  | { kind: 'conflict' }
  | { kind: 'failed'; message: string };

/** What became of a whole group: committed, or nothing of it was written. `others`: whatever is not one document done. */
export type GroupOutcome =
  | { kind: 'committed'; others: readonly (readonly [place: number, outcome: Outcome])[] }
  | { kind: 'storage_full'; message: string }
  | { kind: 'broken'; message: string };
