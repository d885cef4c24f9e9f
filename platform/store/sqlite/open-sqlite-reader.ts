import { DatabaseSync } from 'node:sqlite';
import type { Collection, CollectionDeclaration, Document, Store } from '../store.ts';
import { GroupCommit } from './group-commit.ts';
import { Reader } from './reader.ts';
import { SqliteCollection } from './sqlite-collection.ts';

/**
 * A store's documents for reading alone, beside the process that owns the file: for verifiers and reports. It makes
 * no collection and no index; a write throws.
 */
export function openSqliteReader({ file }: { file: string }): Pick<Store, 'collection' | 'close'> {
  const db = new DatabaseSync(file, { readOnly: true });
  const reader = new Reader(db);
  const commit = new GroupCommit({
    commit: async () => {
      throw new Error('This store was opened for reading alone.');
    },
    close: async () => db.close(),
  });
  return {
    collection: async <D extends Document, const Indexes extends string = string>(
      declaration: CollectionDeclaration<Indexes>,
    ): Promise<Collection<D, Indexes>> => new SqliteCollection<D>({ declaration, reader, commit }),
    close: () => commit.close(),
  };
}
