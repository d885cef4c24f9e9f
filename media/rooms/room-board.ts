import { isDeepStrictEqual } from 'node:util';
import type { CallSnapshot, Participant, ParticipantId } from '#contracts/call/call.ts';
import { type CallNotice, reduceCall } from '#contracts/call/reduce-call.ts';
import type { VisitId } from '#contracts/ids.ts';

/** A notice without its place in the order. */
type Told = CallNotice extends infer N
  ? N extends { name: infer Name; data: infer Data }
    ? { name: Name; data: Omit<Data, 'visitId' | 'epoch' | 'seq'> }
    : never
  : never;

/**
 * What everybody in a room knows of it. The one place that numbers notices; its snapshot is made from the very notices
 * it told, by the reducer that browsers use, so that the two cannot differ.
 */
export class RoomBoard {
  readonly #tell: (notice: CallNotice) => void;
  #snapshot: CallSnapshot;

  constructor({
    visitId,
    epoch,
    tell,
  }: { visitId: VisitId; epoch: number; tell: (notice: CallNotice) => void }) {
    this.#tell = tell;
    this.#snapshot = { visitId, epoch, seq: 0, participants: [] };
  }

  get snapshot(): CallSnapshot {
    return this.#snapshot;
  }

  /** Tells of the participant if anything about it is new; says whether it was. */
  put(participant: Participant): boolean {
    const known = this.#find(participant.participantId);
    if (known && isDeepStrictEqual(known, participant)) return false;
    this.#apply({ name: known ? 'participant:changed' : 'participant:joined', data: { participant } });
    return true;
  }

  remove(participantId: ParticipantId): void {
    if (this.#find(participantId)) this.#apply({ name: 'participant:left', data: { participantId } });
  }

  /** Counts from the beginning in a later epoch. Nothing is told: everybody joins again and gets the snapshot. */
  restart(epoch: number, participants: readonly Participant[]): void {
    this.#snapshot = { visitId: this.#snapshot.visitId, epoch, seq: 0, participants: [...participants] };
  }

  #find(participantId: ParticipantId): Participant | undefined {
    return this.#snapshot.participants.find((one) => one.participantId === participantId);
  }

  #apply(told: Told): void {
    const { visitId, epoch, seq } = this.#snapshot;
    const notice = withPlace(told, { visitId, epoch, seq: seq + 1 });
    const next = reduceCall(this.#snapshot, notice);
    if (!next) throw new Error(`The notice ${notice.name} does not follow the snapshot.`);
    this.#snapshot = next;
    this.#tell(notice);
  }
}

function withPlace(told: Told, place: { visitId: VisitId; epoch: number; seq: number }): CallNotice {
  switch (told.name) {
    case 'participant:joined':
      return { name: told.name, data: { ...place, ...told.data } };
    case 'participant:changed':
      return { name: told.name, data: { ...place, ...told.data } };
    case 'participant:left':
      return { name: told.name, data: { ...place, ...told.data } };
    default:
      return told satisfies never;
  }
}
