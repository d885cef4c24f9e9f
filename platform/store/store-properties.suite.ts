import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Collection,
  DuplicateKey,
  type Query,
  type Scalar,
  type Store,
  VersionConflict,
} from './store.ts';
import { type ModelDocument, StoreModel } from './store-model.ts';

/** Opens the store of a name: the same name again, after a close, finds the same documents. */
export type OpenPlace = (
  place: string,
  options?: { now?: () => number; sweepEveryMs?: number },
) => Promise<Store>;

const declaration = {
  name: 'things',
  indexes: {
    byA: { fields: ['a'] },
    byBoth: { fields: ['a', 'b'] },
    unique: { fields: ['u'], unique: true },
    uniqueBoth: { fields: ['b', 'u'], unique: true },
  },
} as const;
type Index = keyof typeof declaration.indexes;

const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom<Scalar>(null, true, false, 0, -0, 1, -1, 0.5, 1e15, -1e300, '', 'a', 'A', 'aa', 'é'),
  // Where the order of UTF-16 units and of code points differ.
  fc.constantFrom<Scalar>('\u{ffff}', '\u{10000}', 'a\u{0}', 'a\u{0}b', '１', '1'),
);
const id = fc.constantFrom('i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7', 'i8', 'i9');
const fields = fc.record({ a: scalar, b: scalar, u: scalar }, { requiredKeys: [] });
const index = fc.constantFrom<Index>('byA', 'byBoth', 'unique', 'uniqueBoth');
const end = fc.constantFrom('from', 'after', 'to', 'before');

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('insert'), id, fields }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replace'), id, fields, isStale: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change'), id, fields }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove'), id, isStale: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('find'),
      index,
      equal: fc.array(scalar, { maxLength: 2 }),
      ends: fc.uniqueArray(fc.tuple(end, scalar), { maxLength: 2, selector: ([name]) => name }),
      order: fc.constantFrom('ascending', 'descending'),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Random operations, the same ones on every store: each must answer as the plain model does. */
export function storePropertiesSuite(name: string, open: OpenPlace): void {
  describe(`store properties on ${name}`, () => {
    it('answers as the model does, whatever is done to it', { timeout: 60_000 }, async () => {
      const store = await open('properties');
      let runs = 0;
      const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const mine = { ...declaration, name: `things${runs++}` };
        const pair = new Pair(await store.collection<ModelDocument, Index>(mine));
        for (const one of steps) await pair.take(one);
        await pair.compareAll();
      });
      await fc.assert(property, { seed: 20_300_101, numRuns: 150 });
      await store.close();
    });
  });
}

/** A collection beside its model. */
class Pair {
  readonly #collection: Collection<ModelDocument, Index>;
  readonly #model = new StoreModel(declaration);

  constructor(collection: Collection<ModelDocument, Index>) {
    this.#collection = collection;
  }

  async take(one: Step): Promise<void> {
    if ('equal' in one) return this.#find(one);
    if ('fields' in one) return 'isStale' in one ? this.#replace(one) : this.#insertOrChange(one);
    const document = this.#model.documents.get(one.id);
    const version = (document?.version ?? 1) + (one.isStale ? 1 : 0);
    const isRight = document?.version === version;
    await expectOutcome(this.#collection.remove(one.id, version), isRight ? undefined : VersionConflict);
    if (isRight) this.#model.documents.delete(one.id);
  }

  async #insertOrChange(one: Extract<Step, { fields: object }>): Promise<void> {
    const known = this.#model.documents.get(one.id);
    if (one.kind === 'insert' || known === undefined) return this.#insert(one);
    const next = { _id: one.id, version: known.version + 1, ...one.fields };
    const write = this.#collection.change(one.id, () => ({ document: next }));
    await this.#settle(write, next, this.#model.duplicateOf(next, false));
  }

  async #insert(one: Extract<Step, { fields: object }>): Promise<void> {
    const next = { _id: one.id, version: 1, ...one.fields };
    await this.#settle(this.#collection.insert(next), next, this.#model.duplicateOf(next, true));
  }

  async #replace(one: Extract<Step, { fields: object; isStale: boolean }>): Promise<void> {
    const known = this.#model.documents.get(one.id);
    const version = (known?.version ?? 1) + (one.isStale ? 1 : 0);
    const write = this.#collection.replace({ _id: one.id, version, ...one.fields });
    if (known?.version !== version) return expectOutcome(write, VersionConflict);
    const next = { _id: one.id, version: version + 1, ...one.fields };
    await this.#settle(write, next, this.#model.duplicateOf(next, false));
  }

  async #settle(
    write: Promise<ModelDocument>,
    next: ModelDocument,
    duplicate: string | undefined,
  ): Promise<void> {
    if (duplicate === undefined) {
      expect(await write).toEqual(plain(next));
      this.#model.documents.set(next._id, plain(next));
      return;
    }
    const error: unknown = await write.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DuplicateKey);
    if (duplicate === '_id') expect(error).toMatchObject({ index: '_id' });
  }

  async #find(one: Extract<Step, { equal: unknown[] }>): Promise<void> {
    const names = declaration.indexes[one.index].fields;
    const equal = names.slice(0, one.equal.length);
    const rest = names[equal.length];
    const query: Query<Index> = {
      index: one.index,
      equals: Object.fromEntries(equal.map((field, place) => [field, one.equal[place] ?? null])),
      order: one.order === 'ascending' ? 'ascending' : 'descending',
      ...(rest && one.ends.length > 0 ? { range: { field: rest, ...Object.fromEntries(one.ends) } } : {}),
    };
    const expected = this.#model.find(query);
    expect(await this.#walk(query, one.limit)).toEqual(expected);
    const { order: _, ...counted } = query;
    expect(await this.#collection.count(counted)).toBe(expected.length);
  }

  async #walk(query: Query<Index>, limit: number): Promise<ModelDocument[]> {
    const all: ModelDocument[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.#collection.find({ ...query, limit, ...(cursor ? { cursor } : {}) });
      all.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) return all;
      expect(page.items).toHaveLength(limit);
    }
  }

  async compareAll(): Promise<void> {
    for (const key of ['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7', 'i8', 'i9']) {
      expect(await this.#collection.findById(key)).toEqual(this.#model.documents.get(key));
    }
  }
}

/** As it is stored: JSON has no undefined fields and no -0. */
const plain = (document: ModelDocument): ModelDocument => JSON.parse(JSON.stringify(document));

async function expectOutcome(
  write: Promise<unknown>,
  error: typeof VersionConflict | undefined,
): Promise<void> {
  if (error) await expect(write).rejects.toBeInstanceOf(error);
  else await write;
}
