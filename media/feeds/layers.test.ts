import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerForView } from './layers.ts';

describe('the layer for a tile', () => {
  it.each([
    ['a thumbnail', { width: 160, height: 90 }, 0],
    ['a quarter of a screen', { width: 640, height: 360 }, 1],
    ['a whole screen', { width: 1920, height: 1080 }, 2],
    ['a tall phone, where the picture is cropped', { width: 800, height: 1700 }, 2],
  ])('fits %s', (_what, view, layer) => {
    expect(layerForView(view, 3)).toBe(layer);
  });

  it('never asks for a layer that is not there, nor for less when the tile grows', () => {
    const size = fc.integer({ min: 0, max: 16_384 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 3 }), (width, height, layers) => {
        const layer = layerForView({ width, height }, layers);
        expect(layer).toBeGreaterThanOrEqual(0);
        expect(layer).toBeLessThan(layers);
        expect(layerForView({ width: width + 100, height: height + 100 }, layers)).toBeGreaterThanOrEqual(
          layer,
        );
      }),
    );
  });
});
