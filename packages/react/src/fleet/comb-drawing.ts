import { isAbsent } from '@rbee/queen-rbee-sdk';
import type { Comb, CombCell } from './comb-cells.ts';

/** The part of a comb that is seen: its shift in pixels of the screen, and its scale. */
export interface CombView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The colours of a drawing, as CSS colours. */
export interface CombPaint {
  /** From no use to full use. */
  readonly ramp: readonly string[];
  readonly track: string;
  readonly hatch: string;
  readonly ink: string;
  readonly warning: string;
}

/** What a drawing needs of a canvas. */
export type CombContext = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'fill'
  | 'stroke'
  | 'setTransform'
  | 'clearRect'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
>;

const corner = (number: number): readonly [x: number, y: number] => {
  const angle = (Math.PI / 3) * number + Math.PI / 6;
  return [Math.cos(angle), Math.sin(angle)];
};

/** The corners of a hexagon of radius 1, and the first again. */
const CORNERS = [corner(0), corner(1), corner(2), corner(3), corner(4), corner(5), corner(0)] as const;

/**
 * Draws a comb. Hexagons of one colour are one path, so that ten thousand cost a dozen fills. The size of the inner hexagon is the memory
 * held, its colour the chosen figure; an unknown figure is a cross of hatches.
 */
export function drawComb(
  context: CombContext,
  comb: Comb,
  view: CombView,
  paint: CombPaint,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  chosen: CombCell | undefined,
): void {
  const { radius } = comb.grid;
  const scale = view.scale * size.ratio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, size.width * size.ratio, size.height * size.ratio);
  context.setTransform(scale, 0, 0, scale, view.x * size.ratio, view.y * size.ratio);
  const seen = comb.cells.filter(({ x, y }) => {
    const [left, top] = [x * view.scale + view.x, y * view.scale + view.y];
    const edge = radius * view.scale;
    return left > -edge && top > -edge && left < size.width + edge && top < size.height + edge;
  });
  drawCells(context, seen, radius, paint);
  if (chosen) drawChosen(context, chosen, radius, paint);
}

/** Outlines the cell that is pointed at, or has the focus. */
export function drawChosen(context: CombContext, cell: CombCell, radius: number, paint: CombPaint): void {
  outlineAll(context, [cell], paint.ink, radius * 1.12, []);
}

/** Draws cells with hexagons of a radius, in the coordinates of the context. */
export function drawCells(
  context: CombContext,
  cells: readonly CombCell[],
  radius: number,
  paint: CombPaint,
): void {
  fillAll(context, cells, paint.track, () => radius * 0.94);
  const levels = paint.ramp.length;
  for (const [level, color] of paint.ramp.entries()) {
    const same = cells.filter(
      ({ share }) => share !== undefined && Math.round(share * (levels - 1)) === level,
    );
    fillAll(context, same, color, ({ memory }) => radius * (0.35 + 0.59 * Math.sqrt(memory ?? 0)));
  }
  hatchAll(
    context,
    cells.filter(({ share }) => share === undefined),
    paint.hatch,
    radius,
  );
  outlineAll(
    context,
    cells.filter(({ state }) => state === 'stuck'),
    paint.warning,
    radius,
    [],
  );
  outlineAll(
    context,
    cells.filter(({ state }) => isAbsent(state)),
    paint.hatch,
    radius,
    [radius / 3, radius / 4],
  );
}

/** Its last corner is the first: in Chromium `closePath` takes longer the longer the path is, so thousands of them take seconds. */
function hexagon(context: CombContext, { x, y }: CombCell, radius: number): void {
  const [first, ...others] = CORNERS;
  context.moveTo(x + first[0] * radius, y + first[1] * radius);
  for (const [dx, dy] of others) context.lineTo(x + dx * radius, y + dy * radius);
}

function fillAll(
  context: CombContext,
  cells: readonly CombCell[],
  color: string,
  radiusOf: (cell: CombCell) => number,
): void {
  if (cells.length === 0) return;
  context.fillStyle = color;
  context.beginPath();
  for (const cell of cells) hexagon(context, cell, radiusOf(cell));
  context.fill();
}

function hatchAll(context: CombContext, cells: readonly CombCell[], color: string, radius: number): void {
  if (cells.length === 0) return;
  const reach = radius * 0.55;
  context.strokeStyle = color;
  context.lineWidth = Math.max(0.6, radius / 7);
  context.setLineDash([]);
  context.beginPath();
  for (const { x, y } of cells) {
    for (const shift of [-reach * 0.7, 0, reach * 0.7]) {
      const half = reach - Math.abs(shift) * 0.5;
      context.moveTo(x - half + shift, y + half);
      context.lineTo(x + half + shift, y - half);
    }
  }
  context.stroke();
}

function outlineAll(
  context: CombContext,
  cells: readonly CombCell[],
  color: string,
  radius: number,
  dash: readonly number[],
): void {
  if (cells.length === 0) return;
  context.strokeStyle = color;
  context.lineWidth = Math.max(1, radius / 5);
  context.setLineDash([...dash]);
  // Fills the corner at which an outline begins and ends.
  context.lineCap = dash.length === 0 ? 'square' : 'butt';
  context.beginPath();
  for (const cell of cells) hexagon(context, cell, radius * 0.88);
  context.stroke();
}
