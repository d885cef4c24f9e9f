import type { Collection, CollectionDeclaration, Document, Store } from '#platform/store/store.ts';

/** The process is dead: nothing it still tries has any effect. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/**
 * A store that lets its process die at the n-th thing it does, before it is done or after, and does nothing more from then on.
 * What was done stays, as with `kill -9`.
 */
export function mortalStore(store: Store, dieAt: { operation: number; when: 'before' | 'after' }) {
  let done = 0;
  let isDead = false;

  function die(): never {
    isDead = true;
    throw new Dead();
  }

  async function live<T>(work: () => Promise<T>): Promise<T> {
    if (isDead) throw new Dead();
    done += 1;
    const isLast = done === dieAt.operation;
    if (isLast && dieAt.when === 'before') die();
    const [result] = await Promise.allSettled([work()]);
    if (isLast) die();
    if (isDead) throw new Dead();
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  const mortal: Store = {
    async collection<D extends Document, const Indexes extends string>(
      declaration: CollectionDeclaration<Indexes>,
    ): Promise<Collection<D, Indexes>> {
      const rows = await store.collection<D, Indexes>(declaration);
      return {
        insert: (draft, options) => live(() => rows.insert(draft, options)),
        get: (id) => live(() => rows.get(id)),
        findById: (id) => live(() => rows.findById(id)),
        find: (query) => live(() => rows.find(query)),
        replace: (document, options) => live(() => rows.replace(document, options)),
        change: (id, compute) => live(() => rows.change(id, compute)),
        remove: (id, version) => live(() => rows.remove(id, version)),
        count: (query) => live(() => rows.count(query)),
      };
    },
    pendingEvents: (limit) => live(() => store.pendingEvents(limit)),
    clearEvents: (pending) => live(() => store.clearEvents(pending)),
    onEvents: (listener) => store.onEvents((pending) => (isDead ? undefined : listener(pending))),
    close: async () => undefined,
  };
  return { mortal, isDead: () => isDead };
}
