import type { Now } from '#platform/clock.ts';
import type { Collection, Document, Store } from '#platform/store/store.ts';
import { DuplicateKey } from '#platform/store/store.ts';
import type { DeadLetter } from '../bus.ts';

type Row = Document & Omit<DeadLetter, 'id'>;

/** Events that a group could not handle, until somebody delivers them again. */
export class DeadLetters {
  static async open(store: Pick<Store, 'collection'>, now: Now): Promise<DeadLetters> {
    const rows = await store.collection<Row, 'group'>({
      name: 'dead_letters',
      indexes: { group: { fields: ['group', 'failedAt'] } },
    });
    return new DeadLetters(rows, now);
  }

  readonly #rows: Collection<Row, 'group'>;
  readonly #now: Now;

  private constructor(rows: Collection<Row, 'group'>, now: Now) {
    this.#rows = rows;
    this.#now = now;
  }

  async add({
    group,
    eventId,
    event,
    reason,
  }: {
    group: string;
    eventId: string;
    event: unknown;
    reason: string;
  }): Promise<void> {
    const _id = `${group} ${eventId}`;
    try {
      await this.#rows.insert({ _id, group, event, reason, failedAt: this.#now() });
    } catch (error) {
      // Delivered again after a crash, and failed again.
      if (!(error instanceof DuplicateKey)) throw error;
    }
  }

  async list(group: string): Promise<DeadLetter[]> {
    const { items } = await this.#rows.find({ index: 'group', equals: { group }, limit: 1_000 });
    return items.map(({ _id, event, reason, failedAt }) => ({ id: _id, group, event, reason, failedAt }));
  }

  /** Of every group: for operators. */
  async listAll(): Promise<DeadLetter[]> {
    const { items } = await this.#rows.find({ index: 'group', limit: 1_000 });
    return items.map(({ _id, group, event, reason, failedAt }) => ({
      id: _id,
      group,
      event,
      reason,
      failedAt,
    }));
  }

  async get(group: string, id: string): Promise<DeadLetter> {
    const { event, reason, failedAt } = await this.#rows.get(id);
    return { id, group, event, reason, failedAt };
  }

  async remove(id: string): Promise<void> {
    const row = await this.#rows.findById(id);
    if (row) await this.#rows.remove(id, row.version);
  }

  async noteFailure(id: string, reason: string): Promise<void> {
    await this.#rows.change(id, (row) => ({ document: { ...row, reason, failedAt: this.#now() } }));
  }
}
