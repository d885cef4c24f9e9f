import { Refusal } from '#contracts/refusal.ts';

/**
 * Waits for the work at most `ms`, then refuses `deadline_exceeded`. Work given as a function gets a signal that is
 * aborted then, so that it can stop; without that it goes on unheard, and its late error is dropped.
 */
export function withDeadline<T>(
  work: Promise<T> | ((signal: AbortSignal) => Promise<T>),
  ms: number,
  name: string,
): Promise<T> {
  if (typeof work !== 'function') return race(work, { ms, name });
  const abort = new AbortController();
  return race(begin(work, abort.signal), { ms, name, onLate: (refusal) => abort.abort(refusal) });
}

// A function that throws before its first wait rejects like any other.
const begin = async <T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => work(signal);

type Deadline = { ms: number; name: string; onLate?: (refusal: Refusal) => void };

function race<T>(work: Promise<T>, { ms, name, onLate }: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const refusal = new Refusal('deadline_exceeded', `${name} took longer than ${ms} ms.`);
      reject(refusal);
      onLate?.(refusal);
    }, ms);
    const inTime =
      <V>(settle: (outcome: V) => void) =>
      (outcome: V) => {
        clearTimeout(timer);
        settle(outcome);
      };
    work.then(inTime(resolve), inTime(reject));
  });
}
