import { describe, expect, it } from 'vitest';
import { CallSnapshot, ParticipantId } from '#contracts/call/call.ts';
import { initialCallState, withSnapshot } from './call-state.ts';

const me = ParticipantId.parse('01890a5d-ac96-774b-bcce-b302099a8061');
const other = ParticipantId.parse('01890a5d-ac96-774b-bcce-b302099a8062');

const snapshot = (isAdmitted: boolean) =>
  CallSnapshot.parse({
    visitId: '01890a5d-ac96-774b-bcce-b302099a8050',
    epoch: 1,
    seq: 0,
    participants: [me, other].map((participantId) => ({
      participantId,
      userId: participantId,
      name: 'Somebody',
      role: 'patient',
      side: 'patient',
      isAdmitted,
      connection: 'connected',
      sources: { microphone: 'off', camera: 'off', screen: 'off' },
      joinedAt: 1,
    })),
  });

describe('the state of a call', () => {
  it('tells oneself from the others, and the waiting room from the call', () => {
    const waiting = withSnapshot(initialCallState(me), snapshot(false), false);
    expect(waiting).toMatchObject({
      phase: 'waiting',
      self: { participantId: me },
      others: [{ participantId: other }],
    });
    expect(withSnapshot(waiting, snapshot(true), false).phase).toBe('in_call');
    expect(withSnapshot(waiting, snapshot(true), true).phase).toBe('reconnecting');
  });

  it('stays ended', () => {
    const ended = { ...initialCallState(me), endedBecause: 'left' as const };
    expect(withSnapshot(ended, snapshot(true), false).phase).toBe('ended');
  });
});
