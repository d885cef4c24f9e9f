import { createHash } from 'node:crypto';
import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import {
  type Change,
  type Collection,
  type Document,
  DuplicateKey,
  type Store,
} from '#platform/store/store.ts';
import { type Attempts, countTry, lockedForMs, noAttempts } from './attempts.ts';

type Row = Document & Attempts;
type Deps = { rows: Collection<Row>; now: Now; tries: number };

export type AttemptStore = ReturnType<typeof createAttempts>;

export async function openAttemptStore(deps: {
  store: Store;
  now: Now;
  tries: number;
}): Promise<AttemptStore> {
  const indexes = { expiry: { fields: ['forgetAt'], expires: true } } as const;
  return createAttempts({
    ...deps,
    rows: await deps.store.collection<Row>({ name: 'sign_in_attempts', indexes }),
  });
}

/** The tries for one address are kept under its hash: nobody's address stands here. */
function createAttempts({ rows, now, tries }: Deps) {
  const keyOf = (email: string) => createHash('sha256').update(email).digest('base64url');

  /** Nothing when the row was forgotten meanwhile. */
  async function change(email: string, compute: (row: Row) => Change<Row>): Promise<Row | undefined> {
    try {
      return await rows.change(keyOf(email), compute);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async function isFirst(email: string): Promise<boolean> {
    try {
      await rows.insert({ _id: keyOf(email), ...countTry(noAttempts, { now: now(), tries }) });
      return true;
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  }

  return {
    /** Counts one try and says how long the address was locked before it, in milliseconds; 0: it may go on. */
    async begin(email: string): Promise<number> {
      for (;;) {
        let lockedMs = 0;
        const counted = await change(email, (row) => {
          lockedMs = lockedForMs(row, now());
          return lockedMs > 0 ? undefined : { document: { ...row, ...countTry(row, { now: now(), tries }) } };
        });
        if (counted) return lockedMs;
        if (await isFirst(email)) return 0;
      }
    },

    /** Tells of a wrong password where somebody is to be told; answers how long the address is locked now. */
    async fail(email: string, eventsFor: (isLocked: boolean) => EventEnvelope[]): Promise<number> {
      const row = await change(email, (current) => ({
        document: current,
        events: eventsFor(lockedForMs(current, now()) > 0),
      }));
      return row ? lockedForMs(row, now()) : 0;
    },

    /** Forgets them after a right password. */
    async clear(email: string): Promise<void> {
      await change(email, (row) => ({ document: { ...row, ...noAttempts, forgetAt: now() } }));
    },
  };
}
