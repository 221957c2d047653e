import type { SeriesLine } from '@rbee/queen-rbee-sdk';
import { useCallback, useId, useMemo, useState } from 'react';
import { useLocale } from '../locale/index.ts';
import type { HiveData } from '../telemetry.ts';
import { Toggle } from '../toggle.tsx';
import { type ChartCursor, createChartCursor } from './chart-cursor.ts';
import { type HiveChart, hiveCharts, styleOfLine } from './hive-charts.ts';
import type { ChartMark } from './plot.ts';
import { SeriesChart } from './series-chart.tsx';
import { useEventMarks } from './use-event-marks.ts';
import { useSeries } from './use-series.ts';

/** Ranges that can be chosen, each with the points of its lines: as many as its tier has ([P1]), up to about 900. */
const RANGES = { '15m': 902, '1h': 902, '6h': 722, '24h': 722, '7d': 722, '90d': 722 } as const;

type RangeName = keyof typeof RANGES;
const RANGE_NAMES = Object.keys(RANGES) as RangeName[];

/** Props of `<HiveHistory>`. */
export interface HiveHistoryProps {
  readonly hive: HiveData;
  /** True: the charts are shown until somebody closes them; default false. */
  readonly open?: boolean | undefined;
}

/** The past of a hive as charts that share a cursor, over a range that can be chosen. They can be collapsed. */
export function HiveHistory({ hive, open = false }: HiveHistoryProps) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? open;
  const [range, setRange] = useState<RangeName>('15m');
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
        {isOpen && <HiveChartList hive={hive} range={range} hasTable={hasTable} />}
      </div>
    </section>
  );
}

interface RangeChoiceProps {
  readonly range: RangeName;
  readonly onChange: (range: RangeName) => void;
}

function RangeChoice({ range, onChange }: RangeChoiceProps) {
  const { text } = useLocale();
  const name = useId();
  return (
    <fieldset className="rbee-ranges">
      <legend className="rbee-hidden">{text('history.range')}</legend>
      {RANGE_NAMES.map((it) => (
        <label key={it} className="rbee-choice">
          <input
            type="radio"
            name={name}
            className="rbee-hidden"
            checked={it === range}
            onChange={() => onChange(it)}
          />
          {text(`range.${it}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface HiveChartListProps {
  readonly hive: HiveData;
  readonly range: RangeName;
  readonly hasTable: boolean;
}

function HiveChartList({ hive, range, hasTable }: HiveChartListProps) {
  const [cursor] = useState(createChartCursor);
  const marks = useEventMarks(hive.hive_id, range);
  const charts = useCharts(hive);
  return (
    <div className="rbee-charts">
      {charts.map((chart) => (
        <OneChart key={chart.title} {...{ chart, range, cursor, marks, hasTable }} />
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
  readonly range: RangeName;
  readonly cursor: ChartCursor;
  readonly marks: readonly ChartMark[];
  readonly hasTable: boolean;
}

function OneChart({ chart, range, cursor, marks, hasTable }: OneChartProps) {
  const { text } = useLocale();
  const { target, field, format, factor, max, isStacked } = chart;
  const title = text(chart.title);
  const series = useSeries(target, fieldsOf(chart), range, { maxPoints: RANGES[range] });
  const styleOf = useCallback(
    (line: SeriesLine) => (line.field === field ? styleOfLine(chart, line, title) : null),
    [chart, field, title],
  );
  return (
    <SeriesChart
      {...{ title, series, styleOf, format, factor, max, marks, cursor }}
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
