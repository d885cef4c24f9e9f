import { alike, loadOfWorker, type WorkerLoad } from '#platform/placement/load.ts';

/**
 * The worker for something new: of those that are about as free as the freest, the one with the fewest rooms, so that many
 * rooms at once do not all go to the one that was a little freer when it was last measured.
 */
export function leastLoaded<W extends WorkerLoad & { rooms: number }>(workers: readonly W[]): W | undefined {
  const least = Math.min(...workers.map(loadOfWorker));
  const free = workers.filter((worker) => loadOfWorker(worker) <= least + alike);
  return free.toSorted((one, other) => one.rooms - other.rooms || one.consumers - other.consumers)[0];
}
