import { describe, expect, it } from 'vitest';
import { ParticipantId } from '#contracts/call/call.ts';
import { NodeId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import type { Connection } from '../visit/visit.ts';
import { storedVisit } from '../visit/visit.sample.ts';
import { callFailureOf } from './call-failure.ts';

const connection = (side: Connection['side'], connectedAt: number, end?: [number, Connection['reason']]) =>
  ({
    connectionId: newUuid(),
    participantId: ParticipantId.parse(newUuid()),
    userId: storedVisit().patientId,
    side,
    nodeId: NodeId.parse('media-1'),
    epoch: 1,
    connectedAt,
    ...(end?.[1] === undefined ? {} : { disconnectedAt: end[0], reason: end[1] }),
  }) satisfies Connection;
const together = [{ fromAt: 1, toAt: 9 }];
const here = { connectionId: 'socket', openedAt: 1 };

describe('a call that failed', () => {
  it('is one in which a patient who was here was never connected with anybody', () => {
    expect(callFailureOf({ connections: [], patientSocket: here }, [])).toBe('never_connected');
    expect(callFailureOf({ connections: [connection('patient', 1)] }, [])).toBe('never_connected');
    expect(callFailureOf({ connections: [connection('care', 1)], patientSocket: here }, [])).toBe(
      'never_connected',
    );
  });

  it('is not one to which the patient never came', () => {
    expect(callFailureOf({ connections: [connection('care', 1)] }, [])).toBeUndefined();
  });

  it.each(['lost', 'node_died'] as const)('is one whose connection was %s and never came back', (reason) => {
    for (const [side, other] of [
      ['patient', 'care'],
      ['care', 'patient'],
    ] as const) {
      const lost = connection(side, 1, [5, reason]);
      const connections = [connection(other, 1), connection(side, 0, [1, 'left']), lost];
      expect(callFailureOf({ connections }, together)).toBe('connection_lost');
      const back = [...connections, connection(side, 6)];
      expect(callFailureOf({ connections: back }, together)).toBeUndefined();
      const backAndGone = [...connections, connection(side, 6, [8, 'left'])];
      expect(callFailureOf({ connections: backAndGone }, together)).toBeUndefined();
    }
  });

  it('is not one that both left or that ended while both were in', () => {
    const left = [connection('patient', 1, [8, 'left']), connection('care', 1, [9, 'visit_ended'])];
    expect(callFailureOf({ connections: left }, together)).toBeUndefined();
    const standing = [connection('patient', 1), connection('care', 1)];
    expect(callFailureOf({ connections: standing }, together)).toBeUndefined();
  });
});
