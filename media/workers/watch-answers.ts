import type { MediaWorker } from './media-worker.ts';

const askEveryMs = 200;
/** Counted by our own timer, which comes late once, not several times, if it is this process that stood still. */
const mostMissed = 5;

/** Calls `onHung` once a worker has said nothing for a second: its process lives, but is frozen or does not come out of a loop. */
export function watchAnswers(
  worker: Pick<MediaWorker, 'isClosed' | 'demandAnswer'>,
  onHung: () => void,
): void {
  let missed = 0;
  let isAsked = false;
  const timer = setInterval(() => {
    if (worker.isClosed) return clearInterval(timer);
    if (!isAsked) return ask();
    if (++missed < mostMissed) return;
    clearInterval(timer);
    onHung();
  }, askEveryMs).unref();

  function ask(): void {
    missed = 0;
    isAsked = true;
    const answered = () => {
      isAsked = false;
    };
    worker.demandAnswer().then(answered, answered);
  }
}
