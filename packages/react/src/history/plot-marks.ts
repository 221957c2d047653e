import type uPlot from 'uplot';
import type { PlotModel } from './plot.ts';
import { isUnknownReason } from './spark-path.ts';
import type { ChartColors } from './theme-colors.ts';

const HATCH = { size: 6, width: 1 };
const MARK_DASH = [3, 3];

/** Hatches the times at which a line of the plot is unknown ([W2]). */
export function drawUnknown(plot: uPlot, { lines, from, to }: PlotModel, colors: ChartColors): void {
  const gaps = lines.flatMap((line) => line.gaps.filter(({ reason }) => isUnknownReason(reason)));
  if (gaps.length === 0) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = hatchOf(ctx, colors.muted) ?? colors.line;
  ctx.globalAlpha = 0.55;
  for (const gap of merged(gaps)) {
    const left = plot.valToPos(Math.max(from, gap.from) / 1_000, 'x', true);
    const right = plot.valToPos(Math.min(to, gap.to) / 1_000, 'x', true);
    if (right > left) ctx.fillRect(left, bbox.top, Math.max(right - left, 1), bbox.height);
  }
  ctx.restore();
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spans that touch as one, so that no place is hatched twice. */
export function merged(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && span.from <= last.to) {
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else joined.push(span);
  }
  return joined;
}

function hatchOf(ctx: CanvasRenderingContext2D, color: string): CanvasPattern | null {
  const size = HATCH.size * devicePixelRatio;
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.strokeStyle = color;
  pen.lineWidth = HATCH.width * devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat');
}

/** Draws a dashed line where something happened. What it was is told at the cursor. */
export function drawMarks(plot: uPlot, { marks, from, to }: PlotModel, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colors.mark;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(MARK_DASH.map((length) => length * devicePixelRatio));
  for (const { at } of marks) {
    if (at < from || at > to) continue;
    const left = plot.valToPos(at / 1_000, 'x', true);
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
