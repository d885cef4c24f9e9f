import type { Now } from '#platform/clock.ts';
import type { CollectionDeclaration } from '../store.ts';
import type { GroupCommit } from './group-commit.ts';

const batch = 500;

type Deps = {
  commit: GroupCommit;
  declarations: () => Iterable<CollectionDeclaration>;
  now: Now;
  sweepEveryMs: number;
};

/** Removes expired documents now and then, a few at a time. Returns the end of it. */
export function startExpiry({ commit, declarations, now, sweepEveryMs }: Deps): () => void {
  let isSweeping = false;
  const sweep = async () => {
    if (isSweeping) return;
    isSweeping = true;
    // A full disk or a closing store is no reason to fail: the next round tries again.
    await sweepAll(commit, declarations(), now()).catch(() => undefined);
    isSweeping = false;
  };
  const timer = setInterval(sweep, sweepEveryMs).unref();
  return () => clearInterval(timer);
}

async function sweepAll(
  commit: GroupCommit,
  declarations: Iterable<CollectionDeclaration>,
  until: number,
): Promise<void> {
  for (const { name: collection, indexes } of declarations) {
    for (const [index, { expires, fields }] of Object.entries(indexes)) {
      const [field] = fields;
      if (!expires || field === undefined) continue;
      for (let count = batch; count === batch; ) {
        const outcome = await commit.write({ kind: 'sweep', collection, index, field, until, limit: batch });
        count = outcome.kind === 'done' ? outcome.count : 0;
      }
    }
  }
}
