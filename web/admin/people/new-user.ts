import type { NewUser } from './use-user-actions.ts';

const shortestPassword = 12;

/** The fields that are not right yet. The server looks again, and more closely. */
export function missingIn({ name, email, password }: NewUser): ('name' | 'email' | 'password')[] {
  const wrong: ('name' | 'email' | 'password')[] = [];
  if (name.trim() === '') wrong.push('name');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) wrong.push('email');
  if (password.length < shortestPassword) wrong.push('password');
  return wrong;
}
