import { type Bitmap, copyComb } from './comb-bitmap.ts';
import type { Comb } from './comb-cells.ts';
import type { CombPaint, CombView } from './comb-drawing.ts';
import { CombSprites, squarePainter } from './comb-sprites.ts';

/** Larger hexagons are few, and drawn as paths: their pixels would take more memory than time is saved. */
const LARGEST_RADIUS = 24;

/** Draws combs of small hexagons, of which there are thousands, by copying pixels. */
export class PixelComb {
  #sprites: CombSprites | undefined;
  #image: { readonly data: ImageData; readonly bitmap: Bitmap } | undefined;

  /**
   * Draws what is in sight; false if the hexagons are too large for that, or the browser gives no pixels. The coordinates of the context
   * are those of the comb then.
   */
  draw(
    context: CanvasRenderingContext2D,
    comb: Comb,
    view: CombView,
    paint: CombPaint,
    ratio: number,
  ): boolean {
    const { width, height, ownerDocument } = context.canvas;
    const scale = view.scale * ratio;
    const radius = comb.grid.radius * scale;
    if (radius > LARGEST_RADIUS || width === 0 || height === 0) return false;
    if (this.#sprites?.radius !== radius || this.#sprites.paint !== paint)
      this.#sprites = new CombSprites(radius, paint, squarePainter(ownerDocument));
    const { data, bitmap } = this.#imageOf(context, width, height);
    copyComb(comb, view, ratio, this.#sprites, bitmap);
    context.putImageData(data, 0, 0);
    context.setTransform(scale, 0, 0, scale, view.x * ratio, view.y * ratio);
    return true;
  }

  #imageOf(context: CanvasRenderingContext2D, width: number, height: number) {
    const known = this.#image;
    if (known?.bitmap.width === width && known.bitmap.height === height) return known;
    const data = context.createImageData(width, height);
    const image = { data, bitmap: { width, height, pixels: new Uint32Array(data.data.buffer) } };
    this.#image = image;
    return image;
  }
}
