import type { TimeSpan } from '@rbee/queen-rbee-sdk';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartLine, stackOf } from './chart-lines.ts';
import { drawMarks, drawUnknown } from './plot-marks.ts';
import { type ChartColors, colorsAt, onThemeChange } from './theme-colors.ts';

/** Something that happened, as a line across a chart. */
export interface ChartMark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What happened, in a few words. */
  readonly label: string;
}

/** What a plot shows. Times are milliseconds since the epoch. */
export interface PlotModel {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly lines: readonly ChartLine[];
  readonly isStacked: boolean;
  /** True if smallest and largest values differ from the mean. */
  readonly isMerged: boolean;
  /** From the unit of the lines to the one of the axis. */
  readonly factor: number;
  /** Top of the axis in its own unit; undefined: as large as the values need. */
  readonly max: number | undefined;
  readonly marks: readonly ChartMark[];
  readonly valueTick: (value: number) => string;
  readonly timeTick: (time: number, stepMs: number) => string;
}

/** What a plot tells. */
export interface PlotListener {
  /** The time that is pointed at; null: none. */
  readonly cursor: (time: number | null) => void;
  /** The span that was dragged over; null: the whole range again. Without it nothing can be dragged over. */
  readonly zoom?: ((span: TimeSpan | null) => void) | undefined;
}

/** A shorter selection is a click. */
const LEAST_SELECTION_PX = 6;

/** Lines with a band of their smallest and largest values: those of more lines would hide one another. */
const MOST_BANDS = 3;
const DASH = [5, 3];
const FONT = '11px system-ui, sans-serif';

/** A plot on a canvas (uPlot). It is loaded when the first one comes into sight. */
export class Plot {
  readonly #host: HTMLElement;
  readonly #listener: PlotListener;
  readonly #stopTheme: () => void;
  readonly #resize: ResizeObserver;
  #model: PlotModel;
  #colors: ChartColors;
  #plot: uPlot;
  #isPointerInside = false;

  constructor(host: HTMLElement, model: PlotModel, listener: PlotListener) {
    this.#host = host;
    this.#model = model;
    this.#listener = listener;
    this.#colors = colorsAt(host);
    this.#plot = this.#build();
    this.#stopTheme = onThemeChange(() => {
      this.#colors = colorsAt(host);
      this.#plot.redraw();
    });
    this.#resize = new ResizeObserver(() => this.#plot.setSize(this.#size()));
    this.#resize.observe(host);
  }

  update(model: PlotModel): void {
    const before = this.#model;
    this.#model = model;
    if (shapeOf(before) === shapeOf(model)) this.#plot.setData(dataOf(model));
    else {
      this.#plot.destroy();
      this.#plot = this.#build();
    }
  }

  /** Puts the cursor to a time; null: nowhere. */
  setCursor(time: number | null): void {
    if (this.#isPointerInside) return;
    const left = time === null ? -10 : this.#plot.valToPos(time / 1_000, 'x');
    this.#plot.setCursor({ left, top: time === null ? -10 : 1 }, false);
  }

  destroy(): void {
    this.#stopTheme();
    this.#resize.disconnect();
    this.#plot.destroy();
  }

  #size(): { width: number; height: number } {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #build(): uPlot {
    const model = this.#model;
    const plot = new uPlot(this.#options(), dataOf(model), this.#host);
    const { over } = plot;
    over.addEventListener('pointerenter', ({ pointerType }) => {
      this.#isPointerInside = pointerType === 'mouse';
    });
    over.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType !== 'mouse') return;
      this.#isPointerInside = false;
      this.#listener.cursor(null);
    });
    over.addEventListener('dblclick', () => this.#listener.zoom?.(null));
    // uPlot follows the mouse only. What a finger has pointed at stays when it is lifted.
    for (const type of ['pointerdown', 'pointermove'] as const) {
      over.addEventListener(type, ({ pointerType, clientX }) => {
        if (pointerType === 'mouse') return;
        const index = plot.posToIdx(clientX - over.getBoundingClientRect().left);
        this.#tellIndex(plot, index);
      });
    }
    return plot;
  }

  #options(): uPlot.Options {
    const model = this.#model;
    return {
      ...this.#size(),
      padding: [8, 18, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: this.#listener.zoom !== undefined, y: false, setScale: false },
      },
      scales: {
        x: { range: () => [this.#model.from / 1_000, this.#model.to / 1_000] },
        y: { range: (_plot, _low, high) => [0, topOf(this.#model, high)] },
      },
      axes: this.#axes(),
      series: [{}, ...this.#series(model)],
      bands: this.#bands(model),
      hooks: {
        drawClear: [(plot) => drawUnknown(plot, this.#model, this.#colors)],
        draw: [(plot) => drawMarks(plot, this.#model, this.#colors)],
        setCursor: [(plot) => this.#tellCursor(plot)],
        setSelect: [(plot) => this.#tellSelection(plot)],
      },
    };
  }

  #axes(): uPlot.Axis[] {
    const stroke = () => this.#colors.muted;
    const line = () => this.#colors.line;
    return [
      {
        ...{ stroke, font: FONT, size: 24, space: 64, gap: 4 },
        grid: { show: false },
        ticks: { stroke: line, width: 1, size: 4 },
        values: (_plot, splits, _axis, _space, step) =>
          splits.map((time) => this.#model.timeTick(time * 1_000, step * 1_000)),
      },
      {
        ...{ stroke, font: FONT, size: 40, space: 32, gap: 6 },
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        values: (_plot, splits) => splits.map((value) => this.#model.valueTick(value)),
      },
    ];
  }

  #series({ lines, isStacked, ...model }: PlotModel): uPlot.Series[] {
    const series = lines.map(
      ({ tone, isDashed }, index): uPlot.Series => ({
        stroke: () => this.#colors.tones[tone] ?? '',
        width: 1.5,
        ...(isDashed && !isStacked && { dash: DASH }),
        ...(isStacked && index === 0 && { fill: () => this.#colors.solid[tone] ?? '' }),
        ...(!isStacked && lines.length === 1 && { fill: () => this.#colors.soft[tone] ?? '' }),
        points: { show: true, size: 3, width: 0, fill: () => this.#colors.tones[tone] ?? '', filter: alone },
      }),
    );
    if (!hasBands({ lines, isStacked, ...model })) return series;
    const unseen: uPlot.Series = { points: { show: false } };
    return [...series, ...lines.flatMap(() => [unseen, unseen])];
  }

  #bands({ lines, isStacked, ...model }: PlotModel): uPlot.Band[] {
    if (isStacked) {
      return lines.slice(1).map(({ tone }, index) => ({
        series: [index + 2, index + 1] as [number, number],
        fill: () => this.#colors.solid[tone] ?? '',
      }));
    }
    if (!hasBands({ lines, isStacked, ...model })) return [];
    return lines.map(({ tone }, index) => {
      const upper = 1 + lines.length + 2 * index;
      return { series: [upper, upper + 1] as [number, number], fill: () => this.#colors.soft[tone] ?? '' };
    });
  }

  #tellSelection(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < LEAST_SELECTION_PX) return;
    const [from, to] = [left, left + width].map((x) => plot.posToVal(x, 'x') * 1_000);
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (from !== undefined && to !== undefined) this.#listener.zoom?.({ from, to });
  }

  #tellCursor(plot: uPlot): void {
    if (this.#isPointerInside) this.#tellIndex(plot, plot.cursor.idx ?? null);
  }

  #tellIndex({ data }: uPlot, index: number | null): void {
    const time = index === null ? undefined : data[0][index];
    this.#listener.cursor(time === undefined ? null : Math.round(time * 1_000));
  }
}

/** Whatever changes it needs another plot; everything else only other data. */
const shapeOf = (model: PlotModel): string =>
  JSON.stringify([model.isStacked, hasBands(model), model.lines.map(({ key, tone }) => [key, tone])]);

const hasBands = ({ isStacked, isMerged, lines }: PlotModel): boolean =>
  isMerged && !isStacked && lines.length <= MOST_BANDS;

function dataOf(model: PlotModel): uPlot.AlignedData {
  const { from, stepMs, lines, isStacked, factor } = model;
  const count = lines[0]?.mean.length ?? 0;
  const times = Array.from({ length: count }, (_, index) => (from + index * stepMs) / 1_000);
  const scaled = (values: readonly (number | null)[]) =>
    values.map((value) => (value === null ? null : value * factor));
  const means = isStacked ? stackOf(lines) : lines.map(({ mean }) => mean);
  const bands = hasBands(model) ? lines.flatMap(({ min, max }) => [max, min]) : [];
  return [times, ...[...means, ...bands].map(scaled)];
}

/** Top of the axis. Values above a given one make it larger. */
function topOf({ max }: PlotModel, high: number | null): number {
  const largest = high ?? 0;
  if (max !== undefined && largest <= max) return max;
  return largest > 0 ? (uPlot.rangeNum(0, largest, 0.1, true)[1] ?? largest) : 1;
}

/** Points between two gaps, which a line alone would not show. */
function alone(plot: uPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  return [...values.keys()].filter(
    (index) => values[index] != null && values[index - 1] == null && values[index + 1] == null,
  );
}
