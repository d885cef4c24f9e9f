import { useEffect } from 'react';
import type { QueuePlace } from '#contracts/visits/visit.ts';
import type { Call } from '../../visit/use-call.ts';

/** Whoever is so near has everything connected, so that being let in is one moment. */
const connectedPlaces = 3;
/** Until then the line is measured, and nobody who only just came is disconnected again. */
const restAfterMs = 60_000;

/** Gives the media up while one waits far back in the queue, and connects it again in time. */
export function useResting({ session }: Call, queue: QueuePlace | undefined): void {
  const isFar = queue !== undefined && queue.place > connectedPlaces;
  useEffect(() => {
    if (session === undefined || !isFar) return undefined;
    const timer = setTimeout(() => session.setResting(true), restAfterMs);
    return () => {
      clearTimeout(timer);
      session.setResting(false);
    };
  }, [session, isFar]);
}
