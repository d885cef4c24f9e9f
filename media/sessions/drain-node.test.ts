import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeId } from '#contracts/ids.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import type { Store } from '#platform/store/store.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { actorWith } from '../../test/kit/actors.ts';
import { createDrainNode } from './drain-node.ts';
import { NodeFacts } from './node-facts.ts';
import { createResumeNode } from './resume-node.ts';

const nodeId = NodeId.parse('media-1');
const callerWith = (role: 'admin' | 'doctor') => ({ actor: actorWith(role), connectionId: 'socket' });

describe.each(['drain', 'resume'] as const)('an administrator who asks a node to %s', (what) => {
  let store: Store;
  let isNew: boolean;
  let asked: number;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:', now: systemNow });
    isNew = true;
    asked = 0;
  });
  afterEach(() => store.close());

  async function operation() {
    const turn = async () => {
      asked++;
      return isNew;
    };
    const facts = await NodeFacts.open({ store, now: systemNow, newId: newUuid });
    const deps = { nodeDrain: { drain: turn, resume: turn }, facts, nodeId };
    return what === 'drain' ? createDrainNode(deps) : createResumeNode(deps);
  }
  const kept = async () => (await store.pendingEvents(10)).flatMap(({ events }) => events);

  it('leaves one fact with who it was, however often it is asked', async () => {
    const act = await operation();
    const caller = callerWith('admin');
    await act(caller, { nodeId });
    isNew = false;
    await act(caller, { nodeId });
    const { tenantId, userId } = caller.actor;
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

  it('is refused about another node, and to anybody else', async () => {
    const act = await operation();
    const other = { nodeId: NodeId.parse('media-2') };
    await expect(act(callerWith('admin'), other)).rejects.toMatchObject({ code: 'not_found' });
    await expect(act(callerWith('doctor'), { nodeId })).rejects.toMatchObject({ code: 'not_permitted' });
    expect(asked).toBe(0);
    expect(await kept()).toEqual([]);
  });
});
