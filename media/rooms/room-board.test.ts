import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Participant } from '#contracts/call/call.ts';
import { type CallNotice, reduceCall } from '#contracts/call/reduce-call.ts';
import { VisitId } from '#contracts/ids.ts';
import { RoomBoard } from './room-board.ts';

const visitId = VisitId.parse('01890a5d-ac96-774b-bcce-b302099a8050');
const idOf = (n: number) => `01890a5d-ac96-774b-bcce-b302099a806${n}`;

const participant = (n: number, quality: number) =>
  Participant.parse({
    participantId: idOf(n),
    userId: idOf(n),
    name: 'Somebody',
    role: 'patient',
    side: 'patient',
    isAdmitted: quality > 5,
    connection: 'connected',
    sources: { microphone: 'live', camera: 'off', screen: 'off' },
    quality,
    joinedAt: 1,
  });

const who = fc.integer({ min: 0, max: 3 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), who, quality: fc.integer({ min: 0, max: 10 }) }),
  fc.record({ kind: fc.constant('remove' as const), who }),
);

function play(
  board: RoomBoard,
  steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
): void {
  for (const one of steps) {
    if (one.kind === 'put') board.put(participant(one.who, one.quality));
    else board.remove(participant(one.who, 0).participantId);
  }
}

describe('the board of a room', () => {
  it('shows whoever joined at any moment what the notices since then make of their snapshot', () => {
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (earlier, later) => {
        const notices: CallNotice[] = [];
        const board = new RoomBoard({ visitId, epoch: 1, tell: (notice) => notices.push(notice) });
        play(board, earlier);
        const old = board.snapshot;
        notices.length = 0;
        play(board, later);
        const reduced = notices.reduce<typeof old | undefined>(
          (snapshot, notice) => snapshot && reduceCall(snapshot, notice),
          old,
        );
        expect(reduced).toEqual(board.snapshot);
      }),
    );
  });

  it('tells nothing that is not new', () => {
    const notices: CallNotice[] = [];
    const board = new RoomBoard({ visitId, epoch: 1, tell: (notice) => notices.push(notice) });
    board.put(participant(1, 7));
    board.put(participant(1, 7));
    board.remove(participant(2, 0).participantId);
    expect(notices.map(({ name }) => name)).toEqual(['participant:joined']);
  });

  it('counts anew in the next epoch', () => {
    const notices: CallNotice[] = [];
    const board = new RoomBoard({ visitId, epoch: 1, tell: (notice) => notices.push(notice) });
    board.put(participant(1, 7));
    board.restart(2, board.snapshot.participants);
    board.put(participant(1, 3));
    expect(notices.at(-1)?.data).toMatchObject({ epoch: 2, seq: 1 });
  });
});
