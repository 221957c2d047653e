import {
  type SeriesData,
  type SeriesLine,
  type SeriesState,
  type SeriesTarget,
  type Watchable,
  workerId,
} from '@rbee/queen-rbee-sdk';
import { memo, useEffect, useRef } from 'react';
import { inNextFrame, notInNextFrame, watchOnScreen } from '../on-screen.ts';
import { SPARK_HEIGHT, sparkPaths } from './spark-path.ts';
import { useWatchable } from './use-series.ts';

/** Props of every sparkline. */
interface SparkProps {
  /** Length of the range that ends at the present; default `15m`. */
  readonly range?: string | undefined;
  /** The value at the top; default 100. Larger values make the scale larger. */
  readonly max?: number | undefined;
  /** What is told of the drawn line, as title and, if `label` is set, to screen readers. */
  readonly describe?: ((field: string, line: SeriesLine) => string) | undefined;
  /** Name for screen readers. Without it they do not hear of the sparkline. */
  readonly label?: string | undefined;
}

/** Props of `<Sparkline>`. */
export interface SparklineProps extends SparkProps {
  readonly hive: string;
  readonly group: string;
  readonly instance: string;
  /** Names of fields in the order of preference: the first one of which there is a value is drawn. */
  readonly fields: readonly string[];
}

/** Props of `<GpuSparkline>`. */
export interface GpuSparklineProps extends SparkProps {
  readonly hive: string;
  /** Its uuid. */
  readonly gpu: string;
  /** Name of a field of a GPU; default `util_pct`, its use. */
  readonly field?: string | undefined;
}

/** Points of a sparkline, which is some hundred pixels wide: five seconds each in 15 min, of which parts are at both ends. */
const POINTS = 182;

/**
 * One figure of a worker over the last minutes. All workers of a hive are one request, and React does not render when
 * points arrive: the paths are drawn when they are in sight.
 */
export const Sparkline = memo(function Sparkline(props: SparklineProps) {
  const { hive, group, instance, fields, ...more } = props;
  return (
    <Spark {...more} of={{ hive, each: 'worker' }} id={workerId(hive, { group, instance })} fields={fields} />
  );
});

/** One figure of a GPU over the last minutes, as `<Sparkline>` has it of workers. */
export const GpuSparkline = memo(function GpuSparkline(props: GpuSparklineProps) {
  const { hive, gpu, field = 'util_pct', ...more } = props;
  return <Spark {...more} of={{ hive, each: 'gpu' }} id={gpu} fields={[field]} />;
});

interface AnySparkProps extends SparkProps {
  readonly of: SeriesTarget;
  /** Of the worker or GPU. */
  readonly id: string;
  readonly fields: readonly string[];
}

function Spark(props: AnySparkProps) {
  const { of, id, fields, range = '15m', max = 100, describe, label } = props;
  const root = useRef<HTMLSpanElement>(null);
  const series = useWatchable({ of, fields, range, maxPoints: POINTS });
  const order = fields.join();
  useEffect(() => {
    if (!root.current) return;
    const shape = { id, fields: order.split(','), max, describe, label };
    return drawWhileOnScreen(root.current, series, shape);
  }, [series, id, order, max, describe, label]);
  return (
    <span
      ref={root}
      className="rbee-scope rbee-spark"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <svg viewBox={`0 0 ${POINTS} ${SPARK_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="rbee-spark-area" />
        <path className="rbee-spark-line" />
        <path className="rbee-spark-unknown" />
      </svg>
    </span>
  );
}

interface Shape extends Pick<AnySparkProps, 'fields' | 'describe' | 'label'> {
  readonly id: string;
  readonly max: number;
}

/** Subscribes and draws while the element is in sight. Returns the function that ends it. */
function drawWhileOnScreen(root: HTMLElement, series: Watchable<SeriesState>, shape: Shape): () => void {
  let leave = (): void => {};
  const redraw = (): void => draw(root, series.getState().data, shape);
  const request = (): void => inNextFrame(redraw);
  const stop = watchOnScreen(root, (isVisible) => {
    leave();
    leave = isVisible ? series.subscribe(request) : () => {};
    if (isVisible) request();
  });
  return () => {
    stop();
    leave();
    notInNextFrame(redraw);
  };
}

function draw(root: HTMLElement, data: SeriesData | null, { id, fields, max, describe, label }: Shape): void {
  const svg = root.firstElementChild;
  const [area, line, unknown] = svg?.children ?? [];
  const own = data?.series.filter((it) => (it.worker_id ?? it.gpu_uuid) === id) ?? [];
  const ordered = fields.flatMap((field) => own.filter((it) => it.field === field));
  const drawn = ordered.find(({ mean }) => mean.some((value) => value !== null)) ?? ordered[0];
  const top = Math.max(max, ...(drawn?.mean.map((value) => value ?? 0) ?? []));
  const paths = data && drawn ? sparkPaths(drawn, top, data) : { line: '', area: '', unknown: '' };
  svg?.setAttribute('viewBox', `0 0 ${Math.max(1, (drawn?.mean.length ?? POINTS) - 1)} ${SPARK_HEIGHT}`);
  area?.setAttribute('d', paths.area);
  line?.setAttribute('d', paths.line);
  unknown?.setAttribute('d', paths.unknown);
  const told = drawn && describe ? describe(drawn.field, drawn) : '';
  if (root.title !== told) root.title = told;
  if (label !== undefined) root.setAttribute('aria-label', told === '' ? label : `${label}: ${told}`);
}
