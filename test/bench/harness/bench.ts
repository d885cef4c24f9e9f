/** What one run of one side measured: for each figure, every single value. */
export type Samples = Record<string, number[]>;

/** One run from nothing to nothing: starts its processes, measures, ends them. */
export type Side = () => Promise<Samples>;

export type Unit =
  | 'ms'
  | 'µs'
  | 'bytes'
  | 'MB'
  | 'per second'
  | 'visits'
  | 'turnarounds'
  | 'processes'
  | '% of a core'
  | 'clients'
  | 'events';

/** Bedside beside the bare part doing the same work, run by run in turn. */
export type Bench = {
  name: string;
  summary: string;
  /** Runs of each side; at least 5 for a figure that is compared. */
  runs: number;
  figures: Record<string, Unit>;
  /** Absent where the goal is a figure of ours alone. */
  bare?: Side;
  ours: Side;
  /** Why it cannot run here, as a sentence. */
  obstacle?: string | undefined;
};
