import { expect, it } from 'vitest';
import { UserId } from '#contracts/ids.ts';
import { everything, readFilter, writeFilter } from './filter.ts';

function aPlace() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

it('keeps the doctor, and no patient’s name', () => {
  const place = aPlace();
  const doctorId = UserId.parse('01890a5d-ac96-774b-bcce-b302099a8057');
  writeFilter(place, { doctorId, search: 'Ines' });
  expect(readFilter(place)).toEqual({ doctorId, search: '' });
  expect([...place.kept.values()].join()).not.toContain('Ines');
  writeFilter(place, everything);
  expect(readFilter(place)).toEqual(everything);
});

it('takes what it cannot read for nothing', () => {
  const place = aPlace();
  place.setItem('bedside.board-doctor', 'somebody');
  expect(readFilter(place)).toEqual(everything);
});
