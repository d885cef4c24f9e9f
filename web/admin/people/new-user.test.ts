import { expect, it } from 'vitest';
import { missingIn } from './new-user.ts';

const user = {
  name: 'New Person',
  email: 'new@example.org',
  role: 'nurse' as const,
  specialty: '',
  password: 'correct horse battery',
};

it('says which fields are not right yet', () => {
  expect(missingIn(user)).toEqual([]);
  expect(missingIn({ ...user, name: ' ', email: 'new@', password: 'short' })).toEqual([
    'name',
    'email',
    'password',
  ]);
});
