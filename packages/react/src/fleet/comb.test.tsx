// @vitest-environment happy-dom
import { fleetHive } from '@rbee/queen-rbee-sdk';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { hiveOf, workerOf } from '../testing.ts';
import { Comb } from './comb.tsx';
import { cellAt, cellBeside, combOf } from './comb-cells.ts';
import { type CombContext, drawComb } from './comb-drawing.ts';
import { CombPlaces, combCentre, combGrid } from './comb-layout.ts';

afterEach(cleanup);

const AREA = { width: 800, height: 400 };
const aHive = (hive_id: string, ...uses: (number | undefined)[]) =>
  fleetHive(
    hiveOf({
      hive_id,
      workers: uses.map((use, index) =>
        workerOf({
          instance: `${index}`,
          gpu_util_pct: use ?? 0,
          ...(use === undefined && { unknown: { gpu_util_pct: 'mig' } }),
        }),
      ),
    }),
    true,
  );

test('a hive keeps its place while others come and go, and places are used again', () => {
  const places = new CombPlaces();
  expect([...places.assign(['a', 'b', 'c'])]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ]);
  expect(new Map(places.assign(['c', 'd']))).toEqual(
    new Map([
      ['c', 2],
      ['d', 0],
    ]),
  );
});

test('no two hexagons overlap, and all of them are within the grid', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 15 }), (hives, workers) => {
      const grid = combGrid(hives, workers, AREA.width, AREA.height);
      const centres = Array.from({ length: hives * workers }, (_, n) =>
        combCentre(grid, Math.floor(n / workers), n % workers),
      );
      const distances = centres.flatMap(([x, y], index) =>
        centres.slice(index + 1).map(([ox, oy]) => Math.hypot(x - ox, y - oy)),
      );
      expect(Math.min(Number.POSITIVE_INFINITY, ...distances.slice(0, 50_000))).toBeGreaterThan(
        grid.radius * 1.7,
      );
      expect(Math.max(...centres.map(([x]) => x))).toBeLessThanOrEqual(grid.width);
      expect(Math.max(...centres.map(([, y]) => y))).toBeLessThanOrEqual(grid.height);
    }),
    { numRuns: 30 },
  );
});

test('ten thousand workers fit, with hexagons that can be pointed at', () => {
  const grid = combGrid(1_250, 8, 1_300, 430);
  expect(grid.radius).toBeGreaterThanOrEqual(3);
});

test('the colour is a share of the most, and unknown is no zero', () => {
  const { cells, top } = combOf([aHive('a', 50, undefined, 0)], 'gpu', new CombPlaces(), AREA);
  expect(top).toBe(100);
  expect(cells.map(({ share }) => share)).toEqual([0.5, undefined, 0]);
  const silent = fleetHive(hiveOf({ health: 'down' }), true);
  expect(combOf([silent], 'gpu', new CombPlaces(), AREA).cells[0]).toMatchObject({
    state: 'silent',
    share: undefined,
  });
});

test('a point finds its hexagon, and arrows the one beside', () => {
  const comb = combOf([aHive('a', 1, 2, 3, 4), aHive('b', 5, 6, 7, 8)], 'gpu', new CombPlaces(), AREA);
  for (const cell of comb.cells) expect(cellAt(comb, cell.x + 1, cell.y - 1)).toBe(cell);
  expect(cellAt(comb, -5, -5)).toBeUndefined();
  const [first, second, third] = comb.cells;
  if (!first || !second || !third) throw new Error('no cells');
  expect(cellBeside(comb, first, 1, 0)).toBe(second);
  expect(cellBeside(comb, second, -1, 0)).toBe(first);
  expect(cellBeside(comb, first, -1, 0)).toBeUndefined();
  expect(cellBeside(comb, first, 0, 1)).toBe(third);
});

test('hexagons of one colour are one path, and those out of sight are not drawn', () => {
  const comb = combOf(
    Array.from({ length: 50 }, (_, n) => aHive(`h${n}`, 100, 100, 0, undefined)),
    'gpu',
    new CombPlaces(),
    AREA,
  );
  const calls: string[] = [];
  const context = new Proxy({} as CombContext, {
    get: (_, name) => () => calls.push(String(name)),
    set: () => true,
  });
  const paint = { ramp: ['a', 'b', 'c'], track: 't', hatch: 'h', ink: 'i', warning: 'w' };
  const draw = (scale: number) => {
    calls.length = 0;
    drawComb(context, comb, { x: 0, y: 0, scale }, paint, { ...AREA, ratio: 1 }, undefined);
    return {
      fills: calls.filter((it) => it === 'fill').length,
      hexagons: calls.join(' ').split(Array(6).fill('lineTo').join(' ')).length - 1,
    };
  };
  expect(draw(1)).toEqual({ fills: 3, hexagons: 200 + 150 });
  expect(draw(10).hexagons).toBeLessThan(40);
});

test('keys walk, open and peek, and a cell is told in words', () => {
  const [onOpen, onPeek] = [vi.fn(), vi.fn()];
  render(<Comb hives={[aHive('a', 40, undefined)]} onOpen={onOpen} onPeek={onPeek} />);
  const box = screen.getByRole('group', { name: 'All workers' });
  fireEvent.keyDown(box, { key: 'ArrowRight' });
  expect(screen.getByRole('status').textContent).toMatch(/^llama-3.2-1ba\/llm\/0busy · GPU 40/);
  fireEvent.keyDown(box, { key: 'ArrowRight' });
  expect(screen.getByRole('status').textContent).not.toContain('GPU');
  fireEvent.keyDown(box, { key: 'Enter' });
  fireEvent.keyDown(box, { key: ' ' });
  for (const call of [onOpen, onPeek]) expect(call.mock.calls[0]?.[0]).toMatchObject({ id: 'a/llm/1' });
});
