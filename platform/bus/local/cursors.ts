import type { Collection, Document, Store } from '#platform/store/store.ts';
import { DuplicateKey } from '#platform/store/store.ts';

type Row = Document & { position: number };

/** How far each group has come. */
export class Cursors {
  static async open(store: Store): Promise<Cursors> {
    const rows = await store.collection<Row, 'position'>({
      name: 'groups',
      indexes: { position: { fields: ['position'] } },
    });
    return new Cursors(rows);
  }

  readonly #rows: Collection<Row, 'position'>;

  private constructor(rows: Collection<Row, 'position'>) {
    this.#rows = rows;
  }

  /** Where a group goes on; a new one begins before the oldest event. */
  async begin(group: string): Promise<number> {
    try {
      return (await this.#rows.insert({ _id: group, position: 0 })).position;
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      return (await this.#rows.get(group)).position;
    }
  }

  async save(group: string, position: number): Promise<void> {
    await this.#rows.change(group, (row) =>
      row.position === position ? undefined : { document: { ...row, position } },
    );
  }

  /** What every known group has passed; undefined while none is known. */
  async slowest(): Promise<number | undefined> {
    return (await this.#rows.find({ index: 'position', limit: 1 })).items[0]?.position;
  }

  async furthest(): Promise<number> {
    return (
      (await this.#rows.find({ index: 'position', order: 'descending', limit: 1 })).items[0]?.position ?? 0
    );
  }
}
