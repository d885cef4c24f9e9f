import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeId, UserId } from '#contracts/ids.ts';
import { ParticipantId } from '#contracts/call/call.ts';
import { Refusal } from '#contracts/refusal.ts';
import { Visit } from '#contracts/visits/visit.ts';
import { newUuid } from '#platform/clock.ts';
import { noteConnection } from '../attendance/attendance.ts';
import {
  admit,
  arrive,
  cancel,
  closeAttendance,
  end,
  giveUpPlace,
  handOver,
  intervalsOf,
  miss,
  sendBack,
  startIfTogether,
} from './transitions.ts';
import { type Connection, isAttendanceClosed, isClosed, type StoredVisit } from './visit.ts';
import { toVisit } from './open-visit.ts';
import { storedVisit } from './visit.sample.ts';

const connection = (
  side: Connection['side'],
  n: number,
  connectedAt: number,
  disconnectedAt?: number,
): Connection => ({
  connectionId: `${side} ${n}`,
  participantId: ParticipantId.parse(newUuid()),
  userId: storedVisit().patientId,
  side,
  nodeId: NodeId.parse('media-1'),
  epoch: 1,
  connectedAt,
  ...(disconnectedAt === undefined ? {} : { disconnectedAt }),
});

type Move = (visit: StoredVisit, at: number) => StoredVisit;
const { doctor, doctorId, patientId } = storedVisit();
const colleague = { ...doctor, userId: UserId.parse(newUuid()), name: 'Jonas Keller' };
const moves: Record<string, Move> = {
  arrive,
  admit: (visit, at) => admit(visit, { by: doctorId, at }),
  sendBack: (visit, at) => sendBack(visit, { by: doctor, at, sealed: { sealedReason: 'v1.key.text' } }),
  handOver: (visit, at) =>
    handOver(visit, { to: visit.doctorId === doctorId ? colleague : doctor, by: doctor, at }),
  end: (visit, at) => end(visit, { by: doctorId, at }),
  cancel: (visit, at) => cancel(visit, { by: patientId, at, sealed: { sealedReason: 'v1.key.text' } }),
  closeAttendance: (visit, at) => closeAttendance(visit, [connection('patient', 0, at - 1_000, at)]),
  miss,
  giveUpPlace,
  patientIn: (visit, at) => startIfTogether(noteConnection(visit, connection('patient', at, at)), at),
  careIn: (visit, at) => startIfTogether(noteConnection(visit, connection('care', at, at)), at),
  someoneOut: (visit, at) => {
    const open = visit.connections.find((one) => one.disconnectedAt === undefined);
    return open ? noteConnection(visit, { ...open, disconnectedAt: at }) : visit;
  },
};
const walk = fc.array(fc.tuple(fc.constantFrom(...Object.keys(moves)), fc.integer({ min: 1, max: 90_000 })), {
  maxLength: 40,
});

/** Goes one move; a refusal leaves the visit where it was. */
function go(visit: StoredVisit, move: Move, at: number): StoredVisit {
  try {
    return move(visit, at);
  } catch (error) {
    if (error instanceof Refusal) return visit;
    throw error;
  }
}

describe("a visit's life", () => {
  it('stays one that the contract knows, whatever is done to it', () => {
    fc.assert(
      fc.property(walk, (steps) => {
        let [visit, at] = [storedVisit(), 1_000_000];
        for (const [name, ms] of steps) {
          at += ms;
          const before = visit;
          visit = go(visit, moves[name]!, at);
          const shown = Visit.parse(toVisit(visit, { visit: 'Cough', standing: 'A word' }));
          expect(JSON.stringify(shown)).not.toContain('v1.');
          expect(visit.status).toBe(visit.standing.status);
          if (isAttendanceClosed(before)) expect(visit).toBe(before);
          if (isClosed(before)) expect(visit.status).toBe(before.status);
          if (before.startedAt !== undefined) expect(visit.startedAt).toBe(before.startedAt);
          expect(visit.admissions.filter((span) => span.toAt === undefined)).toHaveLength(
            visit.status === 'admitted' || visit.status === 'running' ? 1 : 0,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('bills no more than the time since it was first admitted, and what its intervals say', () => {
    fc.assert(
      fc.property(walk, (steps) => {
        let [visit, at] = [storedVisit(), 1_000_000];
        for (const [name, ms] of steps) {
          at += ms;
          visit = go(visit, moves[name]!, at);
        }
        const ended = go(visit, moves['end']!, at + 1);
        if (ended.standing.status !== 'ended') return;
        const { endedAt, billableSeconds } = ended.standing;
        const milliseconds = intervalsOf(ended, endedAt).reduce(
          (sum, { fromAt, toAt }) => sum + toAt - fromAt,
          0,
        );
        expect(billableSeconds).toBe(Math.floor(milliseconds / 1_000));
        expect(milliseconds).toBeLessThanOrEqual(endedAt - ended.admissions[0]!.fromAt);
        expect(ended.startedAt === undefined).toBe(milliseconds === 0 && visit.startedAt === undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('takes the facts of media in any order, any number of times, to the same end', () => {
    const facts = [
      connection('patient', 1, 1_000),
      connection('patient', 1, 1_000, 61_000),
      connection('care', 1, 2_000),
      connection('patient', 2, 70_000),
      connection('patient', 2, 70_000, 100_000),
      connection('patient', 2, 70_000, 101_000),
    ];
    const order = fc.shuffledSubarray([...facts, ...facts, ...facts], { minLength: facts.length * 3 });
    fc.assert(
      fc.property(order, (told) => {
        const admitted = admit(arrive(storedVisit(), 0), { by: doctorId, at: 10_000 });
        const visit = told.reduce(
          (current, fact) => startIfTogether(noteConnection(current, fact), 120_000),
          admitted,
        );
        const ended = end(visit, { by: doctorId, at: 120_000 });
        expect(ended.standing).toMatchObject({ status: 'ended', billableSeconds: 51 + 30 });
      }),
    );
  });

  it('starts when both are in and the patient is admitted, in whatever order that comes', () => {
    const names = ['admit', 'patientIn', 'careIn'];
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 3 }), (order) => {
        let visit = arrive(storedVisit(), 0);
        for (const [n, name] of order.entries()) {
          expect(visit.status === 'running').toBe(false);
          visit = go(visit, moves[name]!, 1_000 * (n + 1));
        }
        expect(visit).toMatchObject({ status: 'running', startedAt: 3_000 });
      }),
    );
  });

  it('refuses what cannot be', () => {
    const refused = (move: Move, visit: StoredVisit) => expect(() => move(visit, 1)).toThrow(Refusal);
    const cancelled = cancel(storedVisit(), {
      by: patientId,
      at: 1,
      sealed: { sealedReason: 'v1.key.text' },
    });
    for (const name of ['arrive', 'admit', 'sendBack', 'handOver', 'end']) refused(moves[name]!, cancelled);
    refused(moves['handOver']!, storedVisit());
    const begun = admit(storedVisit(), { by: doctorId, at: 1 });
    refused(moves['handOver']!, begun);
    refused(moves['cancel']!, begun);
    refused(
      moves['cancel']!,
      sendBack(begun, { by: doctor, at: 2, sealed: { sealedReason: 'v1.key.text' } }),
    );
    expect(miss(begun, 5)).toBe(begun);
    expect(giveUpPlace(begun)).toBe(begun);
    expect(
      end(sendBack(begun, { by: doctor, at: 2, sealed: { sealedReason: 'v1.key.text' } }), {
        by: doctorId,
        at: 3,
      }).status,
    ).toBe('ended');
  });
});
