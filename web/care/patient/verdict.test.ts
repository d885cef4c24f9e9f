import { expect, it } from 'vitest';
import { verdictLines } from './verdict.ts';

it('says what is wrong, sound before picture, or that nothing is', () => {
  const checkedAt = 1;
  expect(verdictLines(undefined)).toEqual(['unchecked']);
  expect(verdictLines({ camera: 'ready', microphone: 'ready', checkedAt })).toEqual(['ready']);
  expect(verdictLines({ camera: 'missing', microphone: 'ready', checkedAt })).toEqual(['cameraMissing']);
  expect(verdictLines({ camera: 'refused', microphone: 'missing', checkedAt })).toEqual([
    'microphoneMissing',
    'cameraRefused',
  ]);
});
