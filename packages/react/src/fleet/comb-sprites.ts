import { isAbsent } from '@rbee/queen-rbee-sdk';
import type { CombCell } from './comb-cells.ts';
import { type CombPaint, drawCells } from './comb-drawing.ts';

/** A hexagon as pixels: red, green, blue and alpha in the order of `ImageData`, each pixel as one number. */
export interface CombSprite {
  /** Width and height in pixels. */
  readonly size: number;
  readonly pixels: Uint32Array;
}

/** Draws something on a square of so many pixels, whose origin is its middle, and returns the pixels; null where that is not possible. */
export type PaintSquare = (
  size: number,
  draw: (context: CanvasRenderingContext2D) => void,
) => Uint32Array | null;

/** Steps in which the size of the inner hexagon is drawn. */
const FILL_STEPS = 12;
/** A centre lies at whole or half pixels: at whole ones alone, small hexagons would seem to dance. */
export const PHASES = 2;

/**
 * The pixels of hexagons of one radius. Workers with the same colour, fill and outline share them: ten thousand have some hundred, and
 * copying pixels takes a small part of the time in which a CPU fills the same paths.
 */
export class CombSprites {
  readonly radius: number;
  readonly paint: CombPaint;
  readonly #paintSquare: PaintSquare;
  readonly #size: number;
  readonly #sprites = new Map<number, CombSprite>();

  /** `radius` is that of a hexagon in pixels of the canvas. */
  constructor(radius: number, paint: CombPaint, paintSquare: PaintSquare) {
    this.radius = radius;
    this.paint = paint;
    this.#paintSquare = paintSquare;
    this.#size = 2 * Math.ceil(radius) + 2;
  }

  /** The pixels of a cell whose centre lies `phaseX` and `phaseY` half pixels beside the middle of the square; undefined if it cannot be drawn. */
  of(cell: CombCell, phaseX: number, phaseY: number): CombSprite | undefined {
    const look = this.#lookOf(cell);
    const key = (look * PHASES + phaseX) * PHASES + phaseY;
    const known = this.#sprites.get(key);
    if (known) return known;
    const at = { ...cell, x: phaseX / PHASES, y: phaseY / PHASES, ...this.#rounded(cell) };
    const pixels = this.#paintSquare(this.#size, (context) =>
      drawCells(context, [at], this.radius, this.paint),
    );
    if (!pixels) return undefined;
    const sprite = { size: this.#size, pixels };
    this.#sprites.set(key, sprite);
    return sprite;
  }

  /** What of a cell is seen, as a number. */
  #lookOf({ share, memory, state }: CombCell): number {
    const level = share === undefined ? 0 : 1 + Math.round(share * (this.paint.ramp.length - 1));
    const outline = state === 'stuck' ? 1 : isAbsent(state) ? 2 : 0;
    return (level * (FILL_STEPS + 1) + fillStep(memory)) * 3 + outline;
  }

  #rounded({ memory }: CombCell): Pick<CombCell, 'memory'> {
    return { memory: (fillStep(memory) / FILL_STEPS) ** 2 };
  }
}

/** Equal steps of the radius of the inner hexagon, which grows with the root of the memory. */
const fillStep = (memory: number | undefined): number => Math.round(Math.sqrt(memory ?? 0) * FILL_STEPS);

/** Draws with a canvas of its own, which is not shown. */
export function squarePainter(owner: Document): PaintSquare {
  const canvas = owner.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (size, draw) => {
    if (!context) return null;
    canvas.width = size;
    canvas.height = size;
    context.setTransform(1, 0, 0, 1, size / 2, size / 2);
    draw(context);
    return new Uint32Array(context.getImageData(0, 0, size, size).data.buffer);
  };
}
