import type { SeriesLine, TimeSpan } from '@rbee/queen-rbee-sdk';
import { useCallback, useId, useMemo, useState } from 'react';
import { useLocale } from '../locale/index.ts';
import type { HiveData } from '../telemetry.ts';
import { Toggle } from '../toggle.tsx';
import { type ChartCursor, createChartCursor } from './chart-cursor.ts';
import { type HiveChart, hiveCharts, styleOfLine } from './hive-charts.ts';
import type { ChartMark } from './plot.ts';
import { pointsOfRange, RangeChoice } from './range-choice.tsx';
import { SeriesChart } from './series-chart.tsx';
import { useEventMarks } from './use-event-marks.ts';
import { useSeries } from './use-series.ts';
import { FIRST_RANGE } from './use-whole-range.ts';
import { useZoom } from './use-zoom.ts';

/** Props of `<HiveHistory>`. */
export interface HiveHistoryProps {
  readonly hive: HiveData;
  /** True: the charts are shown until somebody closes them; default false. */
  readonly open?: boolean | undefined;
  /** The range: `15m`, `1h`, `6h`, `24h`, `7d`, `90d`, or a part of the past (`rangeOfSpan`). Without it the part keeps the choice itself. */
  readonly range?: string | undefined;
  /** Called when the reader chooses another range or zooms. */
  readonly onRange?: ((range: string) => void) | undefined;
}

/** The past of a hive as charts that share a cursor, over a range that can be chosen. They can be collapsed. */
export function HiveHistory({ hive, open = false, range: given, onRange }: HiveHistoryProps) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? open;
  const [own, setOwn] = useState<string>(FIRST_RANGE);
  const range = given ?? own;
  const setRange = (next: string): void => {
    setOwn(next);
    onRange?.(next);
  };
  const [hasTable, setTable] = useState(false);
  const { text } = useLocale();
  const id = useId();
  return (
    <section className="rbee-scope rbee-history" aria-labelledby={`${id}title`}>
      <header className="rbee-history-head">
        <h3 className="rbee-history-title" id={`${id}title`}>
          <Toggle isOpen={isOpen} controls={`${id}body`} onChange={setChosen} className="rbee-history-toggle">
            {text('history.title')}
            <span className="rbee-hidden">{` ${hive.hive_id}`}</span>
          </Toggle>
        </h3>
        {isOpen && (
          <>
            <RangeChoice range={range} onChange={setRange} />
            <button
              type="button"
              className="rbee-choice rbee-choice--table"
              aria-pressed={hasTable}
              onClick={() => setTable(!hasTable)}
            >
              {text('history.figures')}
            </button>
          </>
        )}
      </header>
      <div id={`${id}body`} hidden={!isOpen}>
        {isOpen && <HiveChartList {...{ hive, range, hasTable }} onRange={setRange} />}
      </div>
    </section>
  );
}

interface HiveChartListProps {
  readonly hive: HiveData;
  readonly range: string;
  readonly hasTable: boolean;
  readonly onRange: (range: string) => void;
}

function HiveChartList({ hive, range, hasTable, onRange }: HiveChartListProps) {
  const onZoom = useZoom(range, onRange);
  const [cursor] = useState(createChartCursor);
  const marks = useEventMarks(hive.hive_id, range);
  const charts = useCharts(hive);
  return (
    <div className="rbee-charts">
      {charts.map((chart) => (
        <OneChart key={chart.title} {...{ chart, range, cursor, marks, hasTable, onZoom }} />
      ))}
    </div>
  );
}

/** The same charts as long as they say the same, in one language: every sample of a hive is another object. */
function useCharts(hive: HiveData): readonly HiveChart[] {
  const { formats } = useLocale();
  const charts = hiveCharts(hive, formats);
  const key = JSON.stringify(
    charts.map((chart) => ({ ...chart, styles: chart.styles && [...chart.styles] })),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the charts but for their formats.
  return useMemo(() => charts, [key, formats]);
}

interface OneChartProps {
  readonly chart: HiveChart;
  readonly range: string;
  readonly cursor: ChartCursor;
  readonly marks: readonly ChartMark[];
  readonly hasTable: boolean;
  readonly onZoom: (span: TimeSpan | null) => void;
}

function OneChart({ chart, range, cursor, marks, hasTable, onZoom }: OneChartProps) {
  const { text } = useLocale();
  const { target, field, format, factor, max, isStacked } = chart;
  const title = text(chart.title);
  const series = useSeries(target, fieldsOf(chart), range, { maxPoints: pointsOfRange(range) });
  const styleOf = useCallback(
    (line: SeriesLine) => (line.field === field ? styleOfLine(chart, line, title) : null),
    [chart, field, title],
  );
  return (
    <SeriesChart
      {...{ title, series, styleOf, format, factor, max, marks, cursor, onZoom }}
      stacked={isStacked}
      table={hasTable}
    />
  );
}

/** Charts of the same kind ask for the fields of all of them, so that they share one request. */
const SHARED = [
  ['cpu_pct', 'ram_used_mb'],
  ['vram_mb', 'generation_tokens_per_s'],
  ['util_pct', 'power_w', 'temp_c'],
] as const;

function fieldsOf({ field, target }: HiveChart): readonly string[] {
  const [ofNode, ofWorkers, ofGpus] = SHARED;
  const each = 'each' in target ? target.each : undefined;
  const shared: readonly string[] = each === 'worker' ? ofWorkers : each === 'gpu' ? ofGpus : ofNode;
  return shared.includes(field) ? shared : [field];
}
