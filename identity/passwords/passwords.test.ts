import { describe, expect, it } from 'vitest';
import { createMetrics } from '#platform/metrics.ts';
import { refusalOf } from '../identity.kit.ts';
import { createPasswords } from './passwords.ts';

const passwords = await createPasswords({ metrics: createMetrics() });

describe('passwords', () => {
  it('are kept as argon2id with the parameters that OWASP asks for', async () => {
    const stored = await passwords.hash('correct horse battery');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(stored, 'correct horse battery')).toBe(true);
    expect(await passwords.verify(stored, 'correct horse batterz')).toBe(false);
    expect(await passwords.hash('correct horse battery')).not.toBe(stored);
  });

  it('are the same however the same letters were typed', async () => {
    const stored = await passwords.hash('Ångström in a caf\u00e9');
    expect(await passwords.verify(stored, 'A\u030angstro\u0308m in a cafe\u0301')).toBe(true);
  });

  it('are never right where none is stored', async () => {
    expect(await passwords.verify(undefined, 'nobody has this password')).toBe(false);
    expect(await passwords.verify(undefined, '')).toBe(false);
  });

  it('are looked at one after the other, and not by any number of people', async () => {
    const codes = await Promise.all(
      Array.from({ length: 60 }, () => refusalOf(passwords.verify(undefined, 'a guess'))),
    );
    expect(codes.filter((code) => code === 'unavailable')).toHaveLength(19);
  });
});
