import { expect, it } from 'vitest';
import { Person } from '#contracts/identity/person.ts';
import { doctorId, otherDoctorId, running, waiting } from '../../care/board/visit.kit.ts';
import { doctorsToChoose } from './doctors-to-choose.ts';

const person = (userId: string, name: string) => Person.parse({ userId, name, role: 'doctor' });
const freeId = doctorId.replace(/801$/, '803');
const busyId = doctorId.replace(/801$/, '804');
const people = [
  person(doctorId, 'Dr. Own'),
  person(otherDoctorId, 'Dr. Long queue'),
  person(busyId, 'Dr. In a visit'),
  person(freeId, 'Dr. Free'),
];

it('offers the other doctors, who has time first', () => {
  const visit = waiting({ number: 1 }, 1);
  const board = {
    visits: [
      visit,
      waiting({ number: 2, doctor: otherDoctorId }, 1),
      waiting({ number: 3, doctor: otherDoctorId }, 1),
      running({ number: 4, doctor: busyId }),
    ],
  };
  const shown = doctorsToChoose(people, visit, board);
  expect(shown.map(({ doctor, waiting: count, isInVisit }) => [doctor.name, count, isInVisit])).toEqual([
    ['Dr. Free', 0, false],
    ['Dr. Long queue', 2, false],
    ['Dr. In a visit', 0, true],
  ]);
  expect(doctorsToChoose(people, visit, undefined)).toHaveLength(3);
});
