import { describe, expect, it } from 'vitest';
import type { LiveSession } from '#contracts/call/live.ts';
import type { MediaNode } from '#contracts/call/place.ts';
import type { OutputOf } from '#contracts/define.ts';
import { NodeId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { askCall, hearCall, socketCalls } from '#contracts/rpc/socket-calls.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { everyMediaNode } from './every-media-node.ts';
import { MediaNodes } from './media-nodes.ts';

type Watched = OutputOf<SessionsSocket, 'sessions:watch'>;
type Answer = Watched | Record<string, never>;

const row = (name: string) => ({
  nodeId: NodeId.parse(name),
  region: 'here',
  isDraining: false,
  updatedAt: 0,
  workers: [],
});
const sessionAt = (name: string): LiveSession => ({
  visitId: VisitId.parse(newUuid()),
  nodeId: NodeId.parse(name),
  workerPid: 1,
  epoch: 1,
  startedAt: 0,
  participants: [],
});

async function setUp(answers: Record<string, () => Promise<Answer>>) {
  const cluster = createMemoryCluster({ now: systemNow, log: silentLog });
  const cuts = new Map<string, () => void>();
  const nodes = new MediaNodes({
    cluster,
    holdLifeline: ({ address, onLost }) => {
      cuts.set(address, onLost);
      return { close: () => undefined };
    },
    log: silentLog,
  });
  await nodes.start();
  for (const name of Object.keys(answers)) {
    const node: MediaNode = { ...row(name), instanceId: newUuid(), address: `http://${name}:3000` };
    await cluster.writeNode({ kind: 'media', ...node, updatedAt: 0, data: node }, 60_000);
  }
  const asked: string[] = [];
  const every = everyMediaNode({
    nodes,
    transport: {
      send: async ({ address = '' }) => {
        const { hostname } = new URL(address);
        asked.push(hostname);
        return answers[hostname]?.();
      },
    },
  });
  const send = (call: string, input: object = {}) =>
    every.send({ contract: socketCalls('media', SessionsSocket), call, input: { input } });
  return {
    asked,
    ask: async () => (await send(askCall('sessions:watch'))) as Watched,
    drain: (nodeId: string) => send(askCall('node:drain'), { nodeId }),
    hear: () => send(hearCall('sessions:watch')),
    cut: (name: string) => cuts.get(`http://${name}:3000`)?.(),
  };
}
const frozen = () => new Promise<never>(() => undefined);

describe('what admins ask of every media node', () => {
  it('gives the calls of all, and the nodes as the one that knows most tells them', async () => {
    const sessions = [sessionAt('media-1'), sessionAt('media-2')] as const;
    const { ask } = await setUp({
      'media-1': async () => ({ sessions: [sessions[0]], nodes: [row('media-1')], operator: 'nobody' }),
      'media-2': async () => ({
        sessions: [sessions[1]],
        nodes: [row('media-1'), row('media-2')],
        operator: 'you',
      }),
    });
    const answer = await ask();
    expect(answer.sessions).toEqual(sessions);
    expect(answer.nodes.map(({ nodeId }) => nodeId)).toEqual(['media-1', 'media-2']);
    expect(answer.operator).toBe('you');
  });

  it('does not wait for a node that is lost meanwhile', async () => {
    const { ask, cut } = await setUp({
      'media-1': frozen,
      'media-2': async () => ({ sessions: [sessionAt('media-2')], nodes: [row('media-2')], operator: 'you' }),
    });
    const asking = ask();
    cut('media-1');
    expect((await asking).sessions).toHaveLength(1);
  });

  it('says when none answers, and has nothing to tell where there is none', async () => {
    const { ask } = await setUp({
      'media-1': () => Promise.reject(new Refusal('unavailable', 'Gone.')),
    });
    await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await (await setUp({})).ask()).toEqual({ sessions: [], nodes: [], operator: 'nobody' });
  });

  it('asks one of them who may hear, and another when that one is lost', async () => {
    const { hear, cut, asked } = await setUp({
      'media-1': frozen,
      'media-2': async () => ({ sessions: [], nodes: [], operator: 'nobody' }),
    });
    const hearing = hear();
    cut('media-1');
    await hearing;
    expect(asked).toEqual(['media-1', 'media-2']);
    const refusing = await setUp({
      'media-1': () => Promise.reject(new Refusal('not_permitted', 'No.')),
      'media-2': async () => ({ sessions: [], nodes: [], operator: 'nobody' }),
    });
    await expect(refusing.hear()).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('asks the node that is meant, and refuses for one that is not there', async () => {
    const { drain, asked, cut } = await setUp({ 'media-1': async () => ({}), 'media-2': async () => ({}) });
    expect(await drain('media-2')).toEqual({});
    expect(asked).toEqual(['media-2']);
    cut('media-1');
    await expect(drain('media-1')).rejects.toMatchObject({ code: 'not_found' });
    await expect(drain('media-3')).rejects.toMatchObject({ code: 'not_found' });
  });
});
