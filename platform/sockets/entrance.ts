import { Refusal } from '#contracts/refusal.ts';

/** Lets handshakes in, in order; refuses `crowded` at once what would have to wait too long. Throws what `enter` throws. */
export type Entrance = (connection: object, enter: () => Promise<void>) => Promise<void>;

/** Between two of so many everything else that the process has to do gets its turn. */
const atOnce = 16;
/** What a core does with all that follows from a handshake (docs/scale.md). Where it does less, some are refused again. */
const perSecond = 1_000;
/** Well below the time after which a client gives its try up. */
const soonMs = 3_000;
const longestMs = 30_000;

/**
 * One entrance for all namespaces of a node. A herd that comes at once stands in line for as long as is still soon; whoever is
 * beyond is told a moment of its own to come back at, so that they come one after the other, as they can be let in.
 */
export function createEntrance({ now }: { now: () => number }): Entrance {
  const line: (() => void)[] = [];
  let entering = 0;
  let backAt = 0;
  // The further namespaces of a client share its fate: half of them is of no use to it.
  const expected = new WeakSet<object>();
  const sentAway = new WeakMap<object, number>();

  function sendAway(connection: object): never {
    const at = now();
    let told = sentAway.get(connection) ?? 0;
    if (told <= at) {
      const next = Math.max(backAt, at + soonMs) + 1_000 / perSecond;
      // Beyond the longest wait nobody's turn is known: they ask again.
      told = Math.min(next, at + longestMs);
      if (told === next) backAt = next;
      sentAway.set(connection, told);
    }
    const retryAfterMs = Math.ceil(told - at);
    throw new Refusal('crowded', 'Too many come at once. Please wait a moment.', { retryAfterMs });
  }

  function leave(): void {
    const next = line.shift();
    if (next) next();
    else entering -= 1;
  }

  return async function pass(connection, enter) {
    if (!expected.has(connection) && line.length >= (perSecond * soonMs) / 1_000) sendAway(connection);
    expected.add(connection);
    if (entering < atOnce) entering += 1;
    else await new Promise<void>((go) => line.push(go));
    try {
      await enter();
    } finally {
      setImmediate(leave);
    }
  };
}
