import { describe, expect, it } from 'vitest';
import { goOnTo } from './home-of.ts';

describe('goOnTo', () => {
  it('goes on inside the own area only', () => {
    expect(goOnTo('/doctor/visits/1', 'doctor')).toBe('/doctor/visits/1');
    expect(goOnTo('/admin', 'doctor')).toBe('/doctor');
    expect(goOnTo('//elsewhere.example/doctor/', 'doctor')).toBe('/doctor');
    expect(goOnTo('https://elsewhere.example', 'patient')).toBe('/patient');
    expect(goOnTo(null, 'guest')).toBe('/patient');
  });
});
