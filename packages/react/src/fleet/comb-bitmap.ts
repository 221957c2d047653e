import type { Comb } from './comb-cells.ts';
import type { CombView } from './comb-drawing.ts';
import { type CombSprites, PHASES } from './comb-sprites.ts';

/** A picture as pixels. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

/** Copies the hexagons of a comb that are in sight into a picture. `ratio` is the number of pixels for one of CSS. */
export function copyComb(
  { cells }: Comb,
  { x: left, y: top, scale }: CombView,
  ratio: number,
  sprites: CombSprites,
  into: Bitmap,
): void {
  into.pixels.fill(0);
  const edge = Math.ceil(sprites.radius) + 1;
  for (const cell of cells) {
    const halfX = Math.round((cell.x * scale + left) * ratio * PHASES);
    const halfY = Math.round((cell.y * scale + top) * ratio * PHASES);
    const x = Math.floor(halfX / PHASES) - edge;
    const y = Math.floor(halfY / PHASES) - edge;
    if (x <= -2 * edge || y <= -2 * edge || x >= into.width || y >= into.height) continue;
    const sprite = sprites.of(cell, halfX & 1, halfY & 1);
    if (sprite) copySprite(sprite.pixels, sprite.size, x, y, into);
  }
}

/** Pixels without colour are left out: squares of neighbours overlap. */
function copySprite(from: Uint32Array, size: number, x: number, y: number, into: Bitmap): void {
  const firstColumn = Math.max(0, -x);
  const columns = Math.min(size, into.width - x);
  const rows = Math.min(size, into.height - y);
  for (let row = Math.max(0, -y); row < rows; row += 1) {
    const target = (y + row) * into.width + x;
    const source = row * size;
    for (let column = firstColumn; column < columns; column += 1) {
      const pixel = from[source + column] as number;
      if (pixel !== 0) into.pixels[target + column] = pixel;
    }
  }
}
