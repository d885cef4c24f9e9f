import type { Document, Store } from '#platform/store/store.ts';

type Generation = Document & { generation: number };

/** Rooms that one start of the service can make. */
const perGeneration = 1_000_000;

/**
 * Gives each making of a room a higher epoch than all before, over restarts too: the starts are counted in the store,
 * the makings within one start in memory, so that no join waits for a write.
 */
export async function openEpochs(store: Store): Promise<() => number> {
  const generations = await store.collection<Generation>({ name: 'generations', indexes: {} });
  const known = await generations.findById('media');
  const { generation } = known
    ? await generations.change('media', (one) => ({ document: { ...one, generation: one.generation + 1 } }))
    : await generations.insert({ _id: 'media', generation: 1 });
  let made = 0;
  return () => generation * perGeneration + ++made;
}
