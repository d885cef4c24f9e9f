import type { NoticeName, NoticeOf } from '../define.ts';
import type { CallSocket } from '../sockets/call.ts';
import type { CallSnapshot, Participant } from './call.ts';

type SequencedName = 'participant:joined' | 'participant:changed' | 'participant:left';

/** One notice that changes the snapshot, with its name. */
export type CallNotice = {
  [N in SequencedName & NoticeName<CallSocket>]: { name: N; data: NoticeOf<CallSocket, N> };
}[SequencedName];

/**
 * The snapshot after a notice. A notice that the snapshot already holds changes nothing;
 * `undefined` says that one is missing in between, or the room was re-made: join again.
 */
export function reduceCall(snapshot: CallSnapshot, notice: CallNotice): CallSnapshot | undefined {
  const { epoch, seq } = notice.data;
  if (epoch < snapshot.epoch || (epoch === snapshot.epoch && seq <= snapshot.seq)) return snapshot;
  if (epoch > snapshot.epoch || seq !== snapshot.seq + 1) return undefined;
  return apply({ ...snapshot, seq }, notice);
}

function apply(snapshot: CallSnapshot, notice: CallNotice): CallSnapshot {
  switch (notice.name) {
    case 'participant:joined':
    case 'participant:changed':
      return { ...snapshot, participants: withParticipant(snapshot.participants, notice.data.participant) };
    case 'participant:left': {
      const { participantId } = notice.data;
      const participants = snapshot.participants.filter((one) => one.participantId !== participantId);
      return { ...snapshot, participants };
    }
    default:
      return notice satisfies never;
  }
}

function withParticipant(participants: readonly Participant[], changed: Participant): Participant[] {
  const isKnown = participants.some((one) => one.participantId === changed.participantId);
  if (!isKnown) return [...participants, changed];
  return participants.map((one) => (one.participantId === changed.participantId ? changed : one));
}
