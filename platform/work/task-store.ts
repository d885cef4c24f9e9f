import { Refusal } from '#contracts/refusal.ts';
import type { NewId, Now } from '#platform/clock.ts';
import {
  type Collection,
  type Document,
  DuplicateKey,
  type Store,
  VersionConflict,
} from '#platform/store/store.ts';
import type { DeadTask, Task } from './work.ts';

/**
 * `_id` is the task's key. `wakeAt`: when it is to be looked at next: its due time, its next try, or the end of the lease under
 * which it is being done. A dead task has `diedAt` in its place.
 */
type Row = Document &
  Omit<Task, 'key'> & { attempt: number; wakeAt?: number; lease?: string; diedAt?: number; reason?: string };
type Indexes = 'wake' | 'dead';

/** A task that was claimed: nobody else does it until the lease ends. */
export type ClaimedTask = Task & { attempt: number; lease: string };

export class TaskStore {
  static async open({
    store,
    now,
    newId,
  }: {
    store: Pick<Store, 'collection'>;
    now: Now;
    newId: NewId;
  }): Promise<TaskStore> {
    const rows = await store.collection<Row, Indexes>({
      name: 'tasks',
      indexes: { wake: { fields: ['wakeAt'] }, dead: { fields: ['diedAt'] } },
    });
    return new TaskStore(rows, now, newId);
  }

  readonly #rows: Collection<Row, Indexes>;
  readonly #now: Now;
  readonly #newId: NewId;

  private constructor(rows: Collection<Row, Indexes>, now: Now, newId: NewId) {
    this.#rows = rows;
    this.#now = now;
    this.#newId = newId;
  }

  /** Keeps the first of one key. */
  async add(task: Task): Promise<void> {
    try {
      await this.#rows.insert(fresh(task));
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
  }

  /** Takes the place of whatever has the key, also of one that is being done: that one's end then changes nothing. */
  async put(task: Task): Promise<void> {
    for (;;) {
      try {
        await this.#rows.change(task.key, ({ version }) => ({ document: { ...fresh(task), version } }));
        return;
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'not_found') throw error;
      }
      try {
        await this.#rows.insert(fresh(task));
        return;
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
      }
    }
  }

  async remove(key: string): Promise<void> {
    for (let row = await this.#rows.findById(key); row; row = await this.#rows.findById(key)) {
      if (await unlessChanged(this.#rows.remove(key, row.version))) return;
    }
  }

  /** When the next task is to be looked at. */
  async nextWake(): Promise<number | undefined> {
    return (await this.#rows.find({ index: 'wake', limit: 1 })).items[0]?.wakeAt;
  }

  /** Takes due tasks, at most `limit`, for `leaseMs`. */
  async claim(limit: number, leaseMs: number): Promise<ClaimedTask[]> {
    const now = this.#now();
    const { items } = await this.#rows.find({ index: 'wake', range: { field: 'wakeAt', to: now }, limit });
    const claims = items.map(async (row) => {
      const claimed = { ...row, lease: this.#newId(), attempt: row.attempt + 1, wakeAt: now + leaseMs };
      const isOurs = await unlessChanged(this.#rows.replace(claimed));
      return isOurs ? [{ ...taskOf(claimed), attempt: claimed.attempt, lease: claimed.lease }] : [];
    });
    return (await Promise.all(claims)).flat();
  }

  /** Ends every lease: the tasks are due now. Only for a process that has the store to itself, before it begins. */
  async endLeases(): Promise<void> {
    const now = this.#now();
    let cursor: string | undefined;
    do {
      const page = await this.#rows.find({
        index: 'wake',
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { _id: key, lease } of page.items)
        if (lease !== undefined)
          await this.#changeOwn(key, lease, ({ lease: _, ...row }) => ({ ...row, wakeAt: now }));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /** Forgets a task that was done, unless the key was given to another meanwhile. */
  async finish({ key, lease }: ClaimedTask): Promise<void> {
    const row = await this.#rows.findById(key);
    if (row?.lease === lease) await unlessChanged(this.#rows.remove(key, row.version));
  }

  async retryAt({ key, lease }: ClaimedTask, wakeAt: number): Promise<void> {
    await this.#changeOwn(key, lease, ({ lease: _, ...row }) => ({ ...row, wakeAt }));
  }

  async bury({ key, lease }: ClaimedTask, reason: string): Promise<void> {
    const diedAt = this.#now();
    await this.#changeOwn(key, lease, ({ lease: _, wakeAt: __, ...row }) => ({ ...row, diedAt, reason }));
  }

  async dead(): Promise<DeadTask[]> {
    const { items } = await this.#rows.find({ index: 'dead', limit: 1_000 });
    return items.map((row) => ({ ...taskOf(row), diedAt: row.diedAt ?? 0, reason: row.reason ?? '' }));
  }

  /** Begins a dead task anew, due now. Refuses `not_found`. */
  async revive(key: string): Promise<void> {
    const dueAt = this.#now();
    await this.#rows.change(key, (row) => {
      if (row.diedAt === undefined) return undefined;
      return { document: { ...fresh({ ...taskOf(row), dueAt }), version: row.version } };
    });
  }

  async #changeOwn(key: string, lease: string, compute: (row: Row) => Row): Promise<void> {
    if ((await this.#rows.findById(key)) === undefined) return;
    await this.#rows.change(key, (row) => (row.lease === lease ? { document: compute(row) } : undefined));
  }
}

const fresh = ({ key, ...task }: Task) => ({ _id: key, ...task, attempt: 0, wakeAt: task.dueAt });
const taskOf = ({ _id, kind, dueAt, payload }: Row): Task => ({ key: _id, kind, dueAt, payload });

/** Says whether the write was made; `false` when another was faster. */
async function unlessChanged(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof VersionConflict) return false;
    throw error;
  }
}
