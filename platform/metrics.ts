import {
  type Counter,
  Counter as PromCounter,
  collectDefaultMetrics,
  type Gauge,
  Gauge as PromGauge,
  type Histogram,
  Histogram as PromHistogram,
  type Metric,
  Registry,
} from 'prom-client';

type Described<L extends string> = { name: string; help: string; labels?: readonly L[] };

/**
 * The figures of one process, in Prometheus' form. Names begin with `bedside_` and end in their unit (`_seconds`,
 * `_bytes`, `_total`). Asking again for a name gives the same instrument. Labels hold kinds, never ids of people.
 */
export type Metrics = {
  counter<const L extends string = never>(described: Described<L>): Counter<L>;
  gauge<const L extends string = never>(described: Described<L>): Gauge<L>;
  /** `buckets` are upper bounds in the metric's unit; without them they suit seconds from 1 ms to 10 s. */
  histogram<const L extends string = never>(
    described: Described<L> & { buckets?: readonly number[] },
  ): Histogram<L>;
  readonly contentType: string;
  text(): Promise<string>;
};

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `processMetrics` adds memory, CPU, event loop delay and garbage collection: once per process. */
export function createMetrics({ processMetrics = false }: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const made = new Map<string, Metric>();

  function once<M extends Metric>(
    name: string,
    kind: abstract new (...options: never[]) => M,
    make: () => M,
  ): M {
    const known = made.get(name);
    if (known instanceof kind) return known;
    if (known) throw new Error(`The metric ${name} is of another kind.`);
    const metric = make();
    made.set(name, metric);
    return metric;
  }

  const options = <L extends string>({ name, help, labels }: Described<L>) => ({
    name,
    help,
    labelNames: labels ?? [],
    registers: [registry],
  });

  return {
    counter: <const L extends string = never>(described: Described<L>) =>
      once(described.name, PromCounter<L>, () => new PromCounter<L>(options(described))),
    gauge: <const L extends string = never>(described: Described<L>) =>
      once(described.name, PromGauge<L>, () => new PromGauge<L>(options(described))),
    histogram: <const L extends string = never>(described: Described<L> & { buckets?: readonly number[] }) =>
      once(described.name, PromHistogram<L>, () => {
        const buckets = [...(described.buckets ?? secondsBuckets)];
        return new PromHistogram<L>({ ...options(described), buckets });
      }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
