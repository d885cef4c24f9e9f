import { describe, expect, it } from 'vitest';
import { LiveNode, LiveSession } from '#contracts/call/live.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { ended, waiting } from '../../care/board/visit.kit.ts';
import { figuresOf, median } from './figures.ts';
import { mayDrain, silentMs, visitsOn } from './nodes.ts';
import { type History, keptMs, pointsOf, withSamples } from './quality-history.ts';
import { qualityOf, type Sessions, withAnswer, withNode, withSession, withoutSession } from './sessions.ts';

const id = (number: number) => `01890a5d-ac96-774b-bcce-${String(number).padStart(12, '0')}`;
const session = (number: number, epoch: number, ...qualities: (number | undefined)[]) =>
  LiveSession.parse({
    visitId: id(number),
    nodeId: 'node-1',
    workerPid: 1,
    epoch,
    startedAt: number,
    participants: qualities.map((quality, at) => ({
      userId: id(at + 50),
      name: `Person ${at}`,
      role: 'patient',
      isAdmitted: true,
      isConnected: true,
      joinedAt: 1,
      ...(quality === undefined ? {} : { quality }),
    })),
  });
const node = (nodeId: string, updatedAt: number) =>
  LiveNode.parse({ nodeId, region: 'local', isDraining: false, updatedAt, workers: [] });
const none: Sessions = { sessions: [], nodes: [], operator: 'you' };

describe('the calls that run', () => {
  it('take new figures, and none of an epoch that is over', () => {
    const one = withSession(none, session(1, 2, 8));
    expect(withSession(one, session(1, 2, 5)).sessions).toEqual([session(1, 2, 5)]);
    expect(withSession(one, session(1, 1, 5))).toBe(one);
    expect(withSession(one, session(2, 1)).sessions).toHaveLength(2);
    expect(withoutSession(one, session(1, 2)).sessions).toEqual([]);
  });

  it('know each node by its newest word', () => {
    const two = withNode(withNode(none, node('b', 1)), node('a', 1));
    expect(two.nodes.map(({ nodeId }) => nodeId)).toEqual(['a', 'b']);
    expect(withNode(two, node('a', 0))).toBe(two);
    expect(withNode(two, node('a', 2)).nodes[0]?.updatedAt).toBe(2);
  });

  it('keep a node in sight that a new answer does not name', () => {
    const known = { ...none, sessions: [session(1, 1)], nodes: [node('a', 1), node('b', 1)] };
    const came = { ...none, nodes: [node('c', 5), node('b', 5)] };
    expect(withAnswer(known, came)).toEqual({
      ...none,
      nodes: [node('a', 1), node('b', 5), node('c', 5)],
    });
    expect(withAnswer(undefined, came).nodes).toHaveLength(2);
  });

  it('are as good as their worse side', () => {
    expect(qualityOf(session(1, 1, 9, 4, undefined))).toBe(4);
    expect(qualityOf(session(1, 1, undefined))).toBeUndefined();
  });
});

describe('a media node', () => {
  const [one, other] = ['one', 'other'].map((nodeId) => ({
    ...node(nodeId, 1_000),
    workers: [1, 2].map((pid) => ({ pid, rooms: pid, consumers: 0, cpu: 0 })),
  })) as [LiveNode, LiveNode];

  it('may be drained while another could take its visits', () => {
    expect(mayDrain(one, [one, other], 1_000)).toBe(true);
    expect(mayDrain(one, [one], 1_000)).toBe(false);
    expect(mayDrain(one, [one, { ...other, isDraining: true }], 1_000)).toBe(false);
    expect(mayDrain(one, [one, { ...other, workers: [] }], 1_000)).toBe(false);
    expect(mayDrain(one, [one, other], 1_001 + silentMs)).toBe(false);
  });

  it('has the visits of all its workers', () => {
    expect(visitsOn(one)).toBe(3);
  });
});

describe('the quality of the last minutes', () => {
  const at = (now: number, ...sessions: LiveSession[]) => ({ now, all: { ...none, sessions } });
  const history = (...steps: ReturnType<typeof at>[]) =>
    steps.reduce<History>((before, { now, all }) => withSamples(before, all, now), new Map());
  const one = session(1, 1, 8);

  it('is sampled every five seconds, kept for five minutes, and forgotten with the call', () => {
    expect(history(at(0, one), at(1_000, one), at(5_000, one)).get(one.visitId)).toHaveLength(2);
    expect(history(at(0, one), at(keptMs + 1, one)).get(one.visitId)).toEqual([
      { at: keptMs + 1, quality: 8 },
    ]);
    expect(history(at(0, one), at(5_000)).size).toBe(0);
  });

  it('is drawn from five minutes ago at the left to now at the right, good at the top', () => {
    const samples = [
      { at: 0, quality: 10 },
      { at: keptMs / 2, quality: 5 },
      { at: keptMs, quality: 0 },
    ];
    expect(pointsOf(samples, { now: keptMs, width: 100, height: 20 })).toBe('0,0 50,10 100,20');
  });
});

describe('the figures', () => {
  it('count the board and average the calls', () => {
    const failed = { ...ended({ number: 4 }, 1), callFailure: 'connection_lost' } as Visit;
    const visits = [waiting({ number: 1 }, 0), waiting({ number: 2 }, 60), ended({ number: 3 }, 1), failed];
    const yesterday = { ...failed, startsAt: -36 * 3_600_000 };
    const board = { visits: [...visits, yesterday] };
    expect(figuresOf({ ...none, sessions: [session(1, 1, 8), session(2, 1, 4)] }, board, 100)).toEqual({
      running: 0,
      waiting: 2,
      medianWaitMs: 70,
      quality: 6,
      failures: 1,
      missed: 0,
    });
  });

  it('have no median of nothing', () => {
    expect(median([])).toBeUndefined();
    expect(median([3])).toBe(3);
    expect(median([5, 1, 3])).toBe(3);
    expect(median([1, 2, 4, 9])).toBe(3);
  });
});
