import { fleetHive } from '@rbee/queen-rbee-sdk';
import { expect, test } from 'vitest';
import { hiveOf, workerOf } from '../testing.ts';
import { copyComb } from './comb-bitmap.ts';
import { combOf } from './comb-cells.ts';
import { CombPlaces } from './comb-layout.ts';
import { CombSprites } from './comb-sprites.ts';

const AREA = { width: 60, height: 40 };
const WHOLE = { x: 0, y: 0, scale: 1 };
const PAINT = { ramp: ['a', 'b', 'c'], track: 't', hatch: 'h', ink: 'i', warning: 'w' };

const combWith = (...uses: readonly (readonly [hive: string, pct: number])[]) =>
  combOf(
    uses.map(([hive_id, gpu_util_pct]) =>
      fleetHive(
        hiveOf({ hive_id, workers: [workerOf({ gpu_util_pct, vram_mb: 100, total_vram_mb: 100 })] }),
        true,
      ),
    ),
    'gpu',
    new CombPlaces(),
    AREA,
  );

/** Squares are filled with the number of squares so far, but for their first pixel, which has no colour. */
function numbered(radius: number) {
  let painted = 0;
  const sprites = new CombSprites(radius, PAINT, (size) => {
    painted += 1;
    return new Uint32Array(size * size).fill(painted, 1);
  });
  return { sprites, painted: () => painted };
}

const aBitmap = () => ({ ...AREA, pixels: new Uint32Array(AREA.width * AREA.height).fill(99) });

test('a hexagon is copied to its place, and what was there before is gone', () => {
  const comb = combWith(['a', 50]);
  const [cell] = comb.cells;
  if (!cell) throw new Error('no cell');
  const { sprites } = numbered(3);
  const bitmap = aBitmap();
  copyComb(comb, WHOLE, 1, sprites, bitmap);
  const at = (x: number, y: number) =>
    bitmap.pixels[Math.round(cell.y + y) * AREA.width + Math.round(cell.x + x)];
  expect([at(0, 0), at(2, 2), at(8, 0), at(0, 8)]).toEqual([1, 1, 0, 0]);
  expect(bitmap.pixels.filter((pixel) => pixel === 1)).toHaveLength(8 * 8 - 1);
});

test('workers that look alike share their pixels, and others do not', () => {
  const { sprites, painted } = numbered(3);
  const of = (...uses: readonly number[]) => {
    for (const cell of combWith(...uses.map((use, n) => [`${n}`, use] as const)).cells)
      sprites.of(cell, 0, 0);
    return painted();
  };
  expect(of(50, 50, 51)).toBe(1);
  expect(of(100)).toBe(2);
  const [cell] = combWith(['a', 50]).cells;
  if (!cell) throw new Error('no cell');
  for (const other of [
    { ...cell, state: 'stuck' as const },
    { ...cell, memory: 0 },
    { ...cell, share: undefined },
  ])
    sprites.of(other, 0, 0);
  sprites.of(cell, 1, 0);
  expect(painted()).toBe(6);
});

test('a hexagon at the edge is cut off, one beside it is left out', () => {
  const comb = combWith(['a', 50]);
  const [cell] = comb.cells;
  if (!cell) throw new Error('no cell');
  const filled = (x: number, y: number): number => {
    const { sprites } = numbered(3);
    const bitmap = aBitmap();
    copyComb(comb, { x: x - cell.x, y: y - cell.y, scale: 1 }, 1, sprites, bitmap);
    return bitmap.pixels.filter((pixel) => pixel === 1).length;
  };
  expect([filled(0, 0), filled(AREA.width, AREA.height), filled(0, 20)]).toEqual([16, 15, 32]);
  expect([filled(-5, 0), filled(20, AREA.height + 5), filled(20, 20)]).toEqual([0, 0, 63]);
});
