import type { SeriesData, SeriesLine, SeriesState, TimeSpan } from '@rbee/queen-rbee-sdk';
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useLaterLocale } from '../locale/index.ts';
import { useOnScreen } from '../on-screen.ts';
import { type ChartCursor, createChartCursor } from './chart-cursor.ts';
import { ChartLegend, ChartMoment, happenedAt, useCursorTime } from './chart-legend.tsx';
import { chartLines, type LineStyle } from './chart-lines.ts';
import { ChartTable } from './chart-table.tsx';
import type { ChartMark, Plot, PlotModel } from './plot.ts';
import { pointWords, stepped, zoomedBy } from './read-point.ts';
import { timeTicks } from './time-ticks.ts';

/** Props of `<SeriesChart>`. */
export interface SeriesChartProps {
  readonly title: string;
  /** What `useSeries` gives. */
  readonly series: SeriesState;
  /** Name and colour of a line; null for a line that is not shown. Keep the function between renders. */
  readonly styleOf: (line: SeriesLine) => LineStyle | null;
  /** A value, in the unit of the field, as text with its unit. */
  readonly format: (value: number) => string;
  /** From the unit of the field to the one of the axis; default 1. */
  readonly factor?: number | undefined;
  /** Top of the axis in its own unit; default: as large as the values need. */
  readonly max?: number | undefined;
  /** True: the lines lie on one another, and the top is their sum. */
  readonly stacked?: boolean | undefined;
  readonly marks?: readonly ChartMark[] | undefined;
  /** Charts with the same cursor show the same time. Default: one of its own. */
  readonly cursor?: ChartCursor | undefined;
  /**
   * Called with the span that the reader zooms to, by dragging or by + and -, and with null for the whole range again: by a double click or
   * Escape. Give `useSeries` the range of it (`rangeOfSpan`). Without it a chart has no zoom.
   */
  readonly onZoom?: ((span: TimeSpan | null) => void) | undefined;
  /** True: lowest, mean, highest and latest value of each line are in a table below. */
  readonly table?: boolean | undefined;
}

const NO_MARKS: readonly ChartMark[] = [];

/**
 * Figures over time as lines. Where there is no value there is no line; where it is unknown the chart is hatched, and the
 * cursor says why. The arrow keys move the cursor. The code that draws is loaded when the first chart comes into sight.
 */
export function SeriesChart(props: SeriesChartProps) {
  const { title, series, styleOf, format, factor = 1, max, stacked = false, marks = NO_MARKS, table } = props;
  const [ownCursor] = useState(createChartCursor);
  const cursor = props.cursor ?? ownCursor;
  const { text, locale, formats } = useLaterLocale();
  const id = useId();
  const { data } = series;
  const lines = useMemo(
    () => (data ? chartLines(data, styleOf, stacked, text) : []),
    [data, styleOf, stacked, text],
  );
  const timeTick = useMemo(() => timeTicks(locale), [locale]);
  const model = useMemo((): PlotModel | null => {
    if (!data || lines.length === 0) return null;
    const { from, to, stepMs, isMerged } = data;
    const axis = { factor, max, valueTick: formats.number, timeTick };
    return { ...axis, from, to, stepMs, isMerged, lines, isStacked: stacked, marks };
  }, [data, lines, stacked, factor, max, marks, formats, timeTick]);
  return (
    <figure className="rbee-scope rbee-chart" aria-labelledby={`${id}title`}>
      <figcaption className="rbee-chart-head">
        <span id={`${id}title`} className="rbee-chart-title">
          {title}
        </span>
        <ChartMoment cursor={cursor} data={data} marks={marks} />
      </figcaption>
      {model && data ? (
        <>
          <PlotArea {...{ title, model, data, cursor, format }} onZoom={props.onZoom} />
          <ChartLegend title={title} lines={lines} data={data} cursor={cursor} format={format} />
          {table && <ChartTable title={title} lines={lines} format={format} />}
        </>
      ) : (
        <p className="rbee-plot rbee-plot--empty">{series.error ?? text(emptyKey(series))}</p>
      )}
    </figure>
  );
}

const emptyKey = ({ status }: SeriesState) =>
  status === 'loading' ? 'chart.loading' : status === 'off' ? 'history.off' : 'chart.empty';

interface PlotAreaProps {
  readonly title: string;
  readonly model: PlotModel;
  readonly data: SeriesData;
  readonly cursor: ChartCursor;
  readonly format: (value: number) => string;
  readonly onZoom: SeriesChartProps['onZoom'];
}

/** The plot; as a slider over time for the keyboard and for screen readers. */
function PlotArea({ title, model, data, cursor, format, onZoom }: PlotAreaProps) {
  const host = useRef<HTMLDivElement>(null);
  const isLoaded = usePlot(host, model, cursor, onZoom);
  const locale = useLaterLocale();
  const { text } = locale;
  const time = useCursorTime(cursor);
  const points = Math.round((data.to - data.from) / data.stepMs);
  const index = time === null ? points - 1 : Math.floor((time - data.from) / data.stepMs);
  const move = (event: KeyboardEvent): void => {
    const zoomed = onZoom && zoomedBy(event.key, data, time);
    if (zoomed) {
      event.preventDefault();
      onZoom(zoomed);
      return;
    }
    if (event.key === 'Escape') onZoom?.(null);
    const next = stepped(event.key, time === null ? null : index, points);
    if (next === undefined) return;
    event.preventDefault();
    cursor.set(next === null ? null : data.from + next * data.stepMs);
  };
  return (
    <div
      ref={host}
      className="rbee-plot"
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={points - 1}
      aria-valuenow={Math.min(points - 1, Math.max(0, index))}
      aria-valuetext={[
        pointWords(model.lines, data, index, { format, locale }),
        ...(time === null ? [] : happenedAt(time, data, model.marks)),
      ].join(', ')}
      onKeyDown={move}
      // A cursor stays where it is: without it screen readers would read each new value.
      onFocus={() => time === null && cursor.set(data.from + (points - 1) * data.stepMs)}
      onBlur={() => cursor.set(null)}
    >
      {!isLoaded && <p className="rbee-plot rbee-plot--empty">{text('chart.not_loaded')}</p>}
    </div>
  );
}

/** With reduced motion a plot moves on every ten seconds, not every second. */
const CALM_MS = 10_000;

/** Draws while the element is in sight. Returns false if the code that draws could not be loaded. */
function usePlot(
  host: RefObject<HTMLDivElement | null>,
  model: PlotModel,
  cursor: ChartCursor,
  onZoom: SeriesChartProps['onZoom'],
): boolean {
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const hasZoom = onZoom !== undefined;
  const isVisible = useOnScreen(host);
  const [isLoaded, setLoaded] = useState(true);
  const plot = useRef<Plot | null>(null);
  const latest = useRef(model);
  const drawnAt = useRef(0);
  useEffect(() => {
    const isSameRange = latest.current.stepMs === model.stepMs;
    latest.current = model;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (isCalm && isSameRange && performance.now() - drawnAt.current < CALM_MS) return;
    drawnAt.current = performance.now();
    plot.current?.update(model);
    plot.current?.setCursor(cursor.get());
  }, [model, cursor]);
  useEffect(() => {
    if (!isVisible) return;
    let isOver = false;
    import('./plot.ts').then(
      ({ Plot }) => {
        if (isOver || !host.current) return;
        setLoaded(true);
        plot.current = new Plot(host.current, latest.current, {
          cursor: cursor.set,
          zoom: hasZoom ? (span) => zoom.current?.(span) : undefined,
        });
        plot.current.setCursor(cursor.get());
      },
      () => isOver || setLoaded(false),
    );
    const leave = cursor.subscribe(() => plot.current?.setCursor(cursor.get()));
    return () => {
      isOver = true;
      leave();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [isVisible, host, cursor, hasZoom]);
  return isLoaded;
}
