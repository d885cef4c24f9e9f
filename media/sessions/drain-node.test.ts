import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserActor } from '#contracts/actor.ts';
import { NodeId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import type { Store } from '#platform/store/store.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { actorWith } from '../../test/kit/actors.ts';
import type { DrainNotes } from '../leases/node-drain.ts';
import { createDrainNode } from './drain-node.ts';
import type { Operated } from '#platform/access/operates.ts';
import { NodeFacts } from './node-facts.ts';
import { createResumeNode } from './resume-node.ts';

const nodeId = NodeId.parse('media-1');
const actor = actorWith('admin');
const { tenantId, userId } = actor;
const by = (one: UserActor) => ({ actor: one, connectionId: 'socket' });

describe.each(['drain', 'resume'] as const)('an administrator who asks a node to %s', (what) => {
  let store: Store;
  let asked: number;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:', now: systemNow });
    asked = 0;
  });
  afterEach(() => store.close());

  async function operation(given: Operated = { operator: tenantId }) {
    const turn = async (notes: DrainNotes) => {
      asked++;
      await (what === 'drain' ? notes.drained() : notes.resumed());
    };
    const facts = await NodeFacts.open({ store, now: systemNow, newId: newUuid });
    const deps = { nodeDrain: { drain: turn, resume: turn }, facts, nodeId, ...given };
    return what === 'drain' ? createDrainNode(deps) : createResumeNode(deps);
  }
  const kept = async () => (await store.pendingEvents(10)).flatMap(({ events }) => events);

  it('leaves a fact with who it was', async () => {
    const act = await operation();
    await act(by(actor), { nodeId });
    expect(await kept()).toMatchObject([
      {
        type: what === 'drain' ? 'media.node_drained' : 'media.node_resumed',
        key: 'media-1',
        data: { nodeId: 'media-1' },
        tenantId,
        actor: { kind: 'user', userId, role: 'admin' },
      },
    ]);
  });

  it('is refused what the store refuses', async () => {
    const act = await operation();
    await store.close();
    await expect(act(by(actor), { nodeId })).rejects.toBeInstanceOf(Refusal);
  });

  it('is refused about another node', async () => {
    const act = await operation();
    const other = { nodeId: NodeId.parse('media-2') };
    await expect(act(by(actor), other)).rejects.toMatchObject({ code: 'not_found' });
    expect(asked).toBe(0);
  });

  it.each([
    ['an administrator of another organisation', actorWith('admin'), { operator: tenantId }],
    ['somebody else of the one that operates', actorWith('doctor', { tenantId }), { operator: tenantId }],
    ['anybody where none is named', actor, { operator: undefined }],
  ])('is refused to %s', async (_who, one, facts) => {
    const act = await operation(facts);
    await expect(act(by(one), { nodeId })).rejects.toMatchObject({ code: 'not_permitted' });
    expect(asked).toBe(0);
    expect(await kept()).toEqual([]);
  });
});
