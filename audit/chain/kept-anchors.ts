import type { Document, Store } from '#platform/store/store.ts';
import { DuplicateKey } from '#platform/store/store.ts';
import type { AnchorFile } from './anchor-file.ts';
import type { Anchor } from './verify-chain.ts';

type Row = Document & Anchor;

/**
 * Anchors in the service's own store, for a service that may run on another machine tomorrow: there the chain goes on from what was
 * anchored here. They prove nothing against whoever can write the store; the files do.
 */
export async function openKeptAnchors(store: Pick<Store, 'collection'>): Promise<AnchorFile> {
  const rows = await store.collection<Row, 'seq'>({
    name: 'anchors',
    indexes: { seq: { fields: ['tenantId', 'seq'] } },
  });
  return {
    async append(anchor) {
      try {
        await rows.insert({ _id: `${anchor.tenantId} ${anchor.seq}`, ...anchor });
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
      }
    },
    async read() {
      const anchors: Anchor[] = [];
      let cursor: string | undefined;
      do {
        const page = await rows.find({
          index: 'seq',
          limit: 500,
          ...(cursor === undefined ? {} : { cursor }),
        });
        anchors.push(...page.items.map(({ tenantId, seq, hash }) => ({ tenantId, seq, hash })));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return anchors;
    },
  };
}

/** Several places as one: written to each, read from all. */
export const everyAnchor = (places: readonly AnchorFile[]): AnchorFile => ({
  async append(anchor) {
    for (const place of places) await place.append(anchor);
  },
  read: async () => (await Promise.all(places.map((place) => place.read()))).flat(),
});
