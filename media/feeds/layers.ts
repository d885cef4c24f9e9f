/** The height of a camera's full picture; each simulcast layer below halves it. */
const fullHeight = 720;

/** A picture may be shown this much larger than it is sent before the next layer is worth its bandwidth. */
const enlargement = 1.25;

export type View = { isVisible: boolean; width: number; height: number };

/** The lowest simulcast layer (0 is the smallest picture) that fills a tile, of `layers` ones. Sizes in device pixels. */
export function layerForView({ width, height }: Pick<View, 'width' | 'height'>, layers: number): number {
  // A tall tile crops the picture, so its width counts as if it were shown at 16:9.
  const shown = Math.max(height, (width * 9) / 16);
  for (let layer = 0; layer < layers - 1; layer++) {
    const layerHeight = fullHeight / 2 ** (layers - 1 - layer);
    if (shown <= layerHeight * enlargement) return layer;
  }
  return Math.max(0, layers - 1);
}
