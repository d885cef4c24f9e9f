import { type Collection, type Document, DuplicateKey, type Store } from '#platform/store/store.ts';
import type { VaultScope } from './vault.ts';

/** One data key of a scope, wrapped by a master key. A shredded one stays as a mark, without the key. */
export type DataKeyRow = Document & {
  tenantId: string;
  kind: VaultScope['kind'];
  scopeId: string;
  /** Counts up from 1 with each new key of the scope; the newest seals. */
  generation: number;
  masterKeyId: string;
  wrapped: string;
  /** How often it was used to seal, in whole blocks. */
  uses: number;
  createdAt: number;
  shreddedAt?: number;
};

export type DataKeyRows = Collection<DataKeyRow, 'scope'>;

export const openDataKeyRows = (store: Store): Promise<DataKeyRows> =>
  store.collection<DataKeyRow, 'scope'>({
    name: 'data_keys',
    indexes: { scope: { fields: ['tenantId', 'kind', 'scopeId', 'generation'], unique: true } },
  });

const inScope = ({ tenantId, kind, id }: VaultScope) => ({ tenantId, kind, scopeId: id });

export async function newestRow(rows: DataKeyRows, scope: VaultScope): Promise<DataKeyRow | undefined> {
  const page = await rows.find({ index: 'scope', equals: inScope(scope), order: 'descending', limit: 1 });
  return page.items[0];
}

export async function* rowsOf(rows: DataKeyRows, scope?: VaultScope): AsyncGenerator<DataKeyRow> {
  let cursor: string | undefined;
  do {
    const equals = scope ? { equals: inScope(scope) } : {};
    const page = await rows.find({ index: 'scope', limit: 500, ...equals, ...(cursor ? { cursor } : {}) });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

type NewRow = Pick<DataKeyRow, '_id' | 'generation' | 'masterKeyId' | 'wrapped' | 'createdAt' | 'shreddedAt'>;

/** `undefined` when another was faster: the scope already has a key of that generation. */
export async function insertRow(
  rows: DataKeyRows,
  scope: VaultScope,
  row: NewRow,
): Promise<DataKeyRow | undefined> {
  try {
    return await rows.insert({ ...row, ...inScope(scope), uses: 0 });
  } catch (error) {
    if (error instanceof DuplicateKey) return undefined;
    throw error;
  }
}
