/** What is measured of a media worker: the share of its core that it used, and what it sends. */
export type WorkerLoad = { cpu: number; consumers: number };

/** Workers or nodes that differ by less are equally loaded: their figures are up to two seconds old. */
export const alike = 0.1;
/** Consumers that fill a worker's core, for those whose load has not been measured yet. */
const consumersPerCore = 500;

/** A worker that is busier than this gets no more viewers of a large room if another has less to do. */
export const fullLoad = 0.8;

/** How busy a media worker is, 0 to 1 and over. */
export const loadOfWorker = ({ cpu, consumers }: WorkerLoad): number =>
  Math.max(cpu, consumers / consumersPerCore);
