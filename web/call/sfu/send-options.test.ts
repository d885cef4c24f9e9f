import { expect, it } from 'vitest';
import { cameraEncodings } from './send-options.ts';

it('sends as many sizes as the picture is worth, the smallest first', () => {
  expect(cameraEncodings(720).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([4, 2, 1]);
  expect(cameraEncodings(480).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([2, 1]);
  expect(cameraEncodings(0)).toHaveLength(1);
});
