import {
  createChartCursor,
  type Formats,
  judgedInWords,
  RangeChoice,
  SeriesChart,
  type TextKey,
  useHistory,
  useLaterLocale,
  useLocale,
  useSeries,
  useZoom,
  WorkerTable,
} from '@rbee/queen-rbee-react';
import { engineText, type FleetWorker } from '@rbee/queen-rbee-sdk';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { Link, useAddress } from '../frame/index.ts';
import { CopyButton } from './copy-button.tsx';

/** One worker: what it is, how its state was judged, its present row, and its figures over time. */
export function WorkerPage({ worker }: { readonly worker: FleetWorker }) {
  const locale = useLaterLocale();
  const { text } = locale;
  const { hive, stats, state } = worker;
  const standing = state === 'silent' ? 'down' : state === 'late' ? 'stale' : 'live';
  const history = useHistory();
  return (
    <article className="worker">
      <header className="worker-head">
        <h2>{stats.model ?? text('comb.noModel')}</h2>
        <p className="worker-path">
          <Link to={{ page: 'hive', hive_id: hive.hive_id }}>{hive.hive_id}</Link> / {stats.group} /{' '}
          {stats.instance}
        </p>
        <CopyButton label={text('worker.copyJson')} content={() => JSON.stringify(stats, null, 2)} />
      </header>
      <p className="worker-judged">
        <b>{text(`state.${state}`)}</b> {judgedInWords(worker, locale)}
      </p>
      <Facts worker={worker} />
      <section className="worker-now">
        <WorkerTable
          caption={worker.id}
          workers={[stats]}
          standing={standing}
          beat={hive.last_update}
          cpuCount={hive.node?.cpu_count}
          ramTotalMb={hive.node?.ram_total_mb}
        />
      </section>
      {history.status === 'on' && <Charts worker={worker} />}
    </article>
  );
}

function Facts({ worker: { stats } }: { readonly worker: FleetWorker }) {
  const { formats } = useLocale();
  const { engine, container, pids, pid, started_at } = stats;
  return (
    <dl className="facts">
      <Fact label="worker.engine">{engine && engineText(engine)}</Fact>
      <Fact label="worker.endpoint">{engine?.endpoint}</Fact>
      <Fact label="worker.container">{container && (container.name ?? container.id.slice(0, 12))}</Fact>
      <Fact label="worker.processes">{pids === undefined ? `${pid}` : `${pids} (${pid})`}</Fact>
      <Fact label="worker.started">{started_at && formats.moment(Date.parse(started_at))}</Fact>
    </dl>
  );
}

/** Nothing if it is not reported. */
function Fact({ label, children }: { readonly label: TextKey; readonly children: ReactNode }) {
  const { text } = useLocale();
  if (children === undefined || children === '') return null;
  return (
    <div className="fact">
      <dt>{text(label)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface Chart {
  readonly title: TextKey;
  readonly field: string;
  readonly factor?: number;
  readonly max?: number;
  readonly format: (value: number, formats: Formats) => string;
}

const GIB = 1 / 1024;

const CHARTS: readonly Chart[] = [
  { title: 'strip.gpu', field: 'gpu_util_pct', max: 100, format: (pct, { percent }) => percent(pct) },
  { title: 'worker.chart.vram', field: 'vram_mb', factor: GIB, format: (mib, { memory }) => memory(mib) },
  { title: 'strip.tokens', field: 'generation_tokens_per_s', format: (rate, { number }) => number(rate) },
  { title: 'worker.chart.waiting', field: 'requests_waiting', format: (n, { count }) => count(n) },
  { title: 'worker.chart.running', field: 'requests_running', format: (n, { count }) => count(n) },
  { title: 'worker.chart.kv', field: 'kv_cache_pct', max: 100, format: (pct, { percent }) => percent(pct) },
  { title: 'worker.chart.ttft', field: 'ttft_ms_p95', format: (ms, { milliseconds }) => milliseconds(ms) },
  {
    title: 'comb.color.cpu',
    field: 'cpu_pct',
    factor: 1 / 100,
    format: (pct, { number }) => number(pct / 100),
  },
  { title: 'worker.chart.memory', field: 'rss_mb', factor: GIB, format: (mib, { memory }) => memory(mib) },
];

/** Figures that only an engine that is read has. */
const OF_ENGINES: ReadonlySet<string> = new Set([
  ...['generation_tokens_per_s', 'requests_waiting', 'requests_running', 'kv_cache_pct', 'ttft_ms_p95'],
]);

const POINTS = 450;

function Charts({ worker }: { readonly worker: FleetWorker }) {
  const { view, change } = useAddress();
  const [cursor] = useState(createChartCursor);
  const { hive, stats } = worker;
  const hasEngine = stats.engine !== undefined;
  const charts = useMemo(
    () => CHARTS.filter(({ field }) => hasEngine || !OF_ENGINES.has(field)),
    [hasEngine],
  );
  const fields = useMemo(() => charts.map(({ field }) => field), [charts]);
  const target = useMemo(
    () => ({ hive: hive.hive_id, group: stats.group, instance: stats.instance }),
    [hive.hive_id, stats.group, stats.instance],
  );
  const series = useSeries(target, fields, view.range, { maxPoints: POINTS });
  const onZoom = useZoom(view.range, (range) => change({ range }));
  return (
    <section className="worker-charts">
      <RangeChoice range={view.range} onChange={(range) => change({ range })} />
      <div className="worker-chart-grid">
        {charts.map((chart) => (
          <OneChart key={chart.field} {...{ chart, series, cursor, onZoom }} />
        ))}
      </div>
    </section>
  );
}

interface OneChartProps {
  readonly chart: Chart;
  readonly series: ReturnType<typeof useSeries>;
  readonly cursor: ReturnType<typeof createChartCursor>;
  readonly onZoom: ReturnType<typeof useZoom>;
}

function OneChart({ chart, series, cursor, onZoom }: OneChartProps) {
  const { text, formats } = useLocale();
  const { field, format } = chart;
  const title = text(chart.title);
  const styleOf = useCallback(
    (line: { readonly field: string }) => (line.field === field ? { label: title, tone: 0 } : null),
    [field, title],
  );
  return (
    <SeriesChart
      {...{ title, series, styleOf, cursor, onZoom }}
      format={(value) => format(value, formats)}
      factor={chart.factor}
      max={chart.max}
    />
  );
}
