import type { Collection, CollectionDeclaration, Document, Store } from '#platform/store/store.ts';

/** The process is dead: nothing it still tries has any effect. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/**
 * A store that lets its process die just before the n-th thing it writes after `arm`, and does nothing more from then on. What was
 * written stays, as with `kill -9`. A read changes nothing, so dying at it would be dying before the next write.
 */
export function mortalStore(store: Store, deadlyWrite: number) {
  let writes = 0;
  let isArmed = false;
  let isDead = false;

  async function read<T>(work: () => Promise<T>): Promise<T> {
    if (isDead) throw new Dead();
    return work();
  }

  async function write<T>(work: () => Promise<T>): Promise<T> {
    if (isArmed && !isDead) writes += 1;
    if (writes === deadlyWrite) isDead = true;
    return read(work);
  }

  const mortal: Store = {
    async collection<D extends Document, const Indexes extends string>(
      declaration: CollectionDeclaration<Indexes>,
    ): Promise<Collection<D, Indexes>> {
      const rows = await store.collection<D, Indexes>(declaration);
      return {
        insert: (draft, options) => write(() => rows.insert(draft, options)),
        get: (id) => read(() => rows.get(id)),
        findById: (id) => read(() => rows.findById(id)),
        find: (query) => read(() => rows.find(query)),
        replace: (document, options) => write(() => rows.replace(document, options)),
        change: (id, compute) => write(() => rows.change(id, compute)),
        remove: (id, version) => write(() => rows.remove(id, version)),
        count: (query) => read(() => rows.count(query)),
      };
    },
    pendingEvents: (limit) => read(() => store.pendingEvents(limit)),
    pendingEventsOf: (documents) => read(() => store.pendingEventsOf(documents)),
    clearEvents: (pending) => write(() => store.clearEvents(pending)),
    onEvents: (listener) => store.onEvents((pending) => (isDead ? undefined : listener(pending))),
    close: async () => undefined,
  };
  return {
    mortal,
    arm: () => {
      isArmed = true;
    },
    isDead: () => isDead,
  };
}
