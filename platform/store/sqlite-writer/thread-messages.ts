import type { GroupOutcome, Operation } from './operations.ts';

/** What the main thread asks of the writer thread. */
export type ThreadRequest = { number: number; file: string } & (
  | { kind: 'open' }
  | { kind: 'commit'; operations: readonly Operation[] }
  | { kind: 'close' }
);

export type ThreadAnswer = { number: number; outcome?: GroupOutcome | undefined; error?: unknown };
