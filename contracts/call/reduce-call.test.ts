import { describe, expect, it } from 'vitest';
import { CallSnapshot, Participant } from './call.ts';
import { type CallNotice, reduceCall } from './reduce-call.ts';

const visitId = '01890a5d-ac96-774b-bcce-b302099a8050';
const idOf = (n: number) => `01890a5d-ac96-774b-bcce-b302099a806${n}`;

const participant = (n: number, changes: object = {}) =>
  Participant.parse({
    participantId: idOf(n),
    userId: idOf(n),
    name: 'Somebody',
    role: 'doctor',
    side: 'care',
    isAdmitted: true,
    connection: 'connected',
    sources: { microphone: 'off', camera: 'off', screen: 'off' },
    joinedAt: 1,
    ...changes,
  });

const before: CallSnapshot = CallSnapshot.parse({
  visitId,
  epoch: 2,
  seq: 5,
  participants: [participant(1), participant(2)],
});
const place = { visitId: before.visitId, epoch: 2, seq: 6 };

describe('reducing a call', () => {
  it('adds, changes and removes participants', () => {
    const joined = reduceCall(before, {
      name: 'participant:joined',
      data: { ...place, participant: participant(3) },
    });
    expect(joined?.participants).toHaveLength(3);
    const away = participant(2, { connection: 'away' });
    const changed = reduceCall(before, {
      name: 'participant:changed',
      data: { ...place, participant: away },
    });
    expect(changed?.participants).toEqual([participant(1), away]);
    const { participantId } = participant(2);
    const left = reduceCall(before, { name: 'participant:left', data: { ...place, participantId } });
    expect(left).toEqual({ ...before, seq: 6, participants: [participant(1)] });
  });

  it('keeps the snapshot as it is for a notice that it already holds, or of an earlier epoch', () => {
    const data = { ...place, seq: 5, participant: participant(9) };
    expect(reduceCall(before, { name: 'participant:joined', data })).toBe(before);
    expect(reduceCall(before, { name: 'participant:joined', data: { ...data, epoch: 1, seq: 99 } })).toBe(
      before,
    );
  });

  it.each([
    ['a notice is missing in between', { seq: 7 }],
    ['the room was made again', { epoch: 3, seq: 1 }],
  ])('asks to join again when %s', (_why, changes) => {
    const { participantId } = participant(1);
    const notice: CallNotice = { name: 'participant:left', data: { ...place, ...changes, participantId } };
    expect(reduceCall(before, notice)).toBeUndefined();
  });
});
