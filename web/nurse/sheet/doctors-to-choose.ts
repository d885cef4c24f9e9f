import type { Person } from '#contracts/identity/person.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { type Board, isLive, isWaiting } from '../../care/board/board.ts';

export type DoctorToChoose = { doctor: Person; waiting: number; isInVisit: boolean };

/** The other doctors, who has time first: nobody in the call, then the fewest waiting, then by name. */
export function doctorsToChoose(
  people: readonly Person[],
  visit: Visit,
  board: Board | undefined,
): DoctorToChoose[] {
  const visits = board?.visits ?? [];
  return people
    .filter(({ userId }) => userId !== visit.doctor.userId)
    .map((doctor) => {
      const own = visits.filter((one) => one.doctor.userId === doctor.userId);
      return { doctor, waiting: own.filter(isWaiting).length, isInVisit: own.some(isLive) };
    })
    .toSorted(
      (one, other) =>
        Number(one.isInVisit) - Number(other.isInVisit) ||
        one.waiting - other.waiting ||
        one.doctor.name.localeCompare(other.doctor.name),
    );
}
