/** How long a client whose connection is gone waits before each further try to have one. */
export type RetryWaits = {
  /** A connection stands: whatever comes now is counted from the beginning. */
  reset(): void;
  /** After the loss of a connection that stood. */
  afterLoss(): number;
  /** After a try that failed: by an answer, or given up because none came. */
  afterFailure(how: 'answered' | 'given up'): number;
};

const ms = { first: 50, soon: 250, last: 2_000, crowded: 1_000, longest: 20_000 };
/** A server that is restarted is back within two or three seconds: so long the tries stay close together. */
const soonTries = 14;

/**
 * Where a try is answered with a no, as by a server that is being restarted, the next one comes soon. Where none comes, too many
 * ask at once, and each waits anything between nothing and twice as long as before, so that they do not all come again together.
 */
export function createRetryWaits(random: () => number): RetryWaits {
  let answered = 0;
  let givenUp = 0;
  const about = (wait: number) => wait * (0.5 + random());
  return {
    reset() {
      answered = 0;
      givenUp = 0;
    },
    afterLoss: () => about(ms.first),
    afterFailure(how) {
      if (how === 'given up') {
        givenUp += 1;
        return random() * Math.min(ms.longest, ms.crowded * 2 ** givenUp);
      }
      answered += 1;
      return about(Math.min(answered < soonTries ? ms.soon : ms.last, ms.first * 2 ** answered));
    },
  };
}

/** What a server said to wait, and up to a quarter more by chance: it tells many at once. */
export const atLeast = (waitMs: number, random: () => number): number => waitMs * (1 + random() / 4);
