import { type SeriesLine, type SeriesTarget, workerId } from '@rbee/queen-rbee-sdk';
import { TONES, tonesOf } from '../gpu-memory.ts';
import type { Formats, TextKey } from '../locale/index.ts';
import { type HiveData, inOrder, readingOf } from '../telemetry.ts';
import type { LineStyle } from './chart-lines.ts';

/** One chart of a hive. */
export interface HiveChart {
  readonly title: TextKey;
  readonly target: SeriesTarget;
  readonly field: string;
  readonly format: (value: number) => string;
  readonly factor: number;
  readonly max: number | undefined;
  readonly isStacked: boolean;
  /** Colour and name of a line by the id of its worker or GPU; null: the chart has one line without a name of its own. */
  readonly styles: LineStyles | null;
}

type LineStyles = ReadonlyMap<string, LineStyle>;

const GIB = 1 / 1_024;

/** The charts of a hive: those of which it has figures. */
export function hiveCharts(hive: HiveData, formats: Formats): readonly HiveChart[] {
  const { node, workers } = hive;
  const styles = workerStyles(hive);
  const hasEngine = workers.some(({ engine }) => engine?.generation_tokens_per_s !== undefined);
  const charts = [
    ...(node && node.gpus.length > 0 ? gpuCharts(hive, formats, styles) : []),
    ...(hasEngine ? [tokensChart(hive, formats, styles)] : []),
    ...(node ? nodeCharts(hive, node, formats) : workerCharts(hive, formats, styles)),
  ];
  return workers.length === 0 && !node ? [] : charts;
}

const ofWorkers = ({ hive_id }: HiveData) => ({ hive: hive_id, each: 'worker' }) as const;

function gpuCharts(hive: HiveData, formats: Formats, stylesOfWorkers: LineStyles): HiveChart[] {
  const gpus = hive.node?.gpus ?? [];
  const styles = gpus.map(({ uuid, index }): [string, LineStyle] => [
    uuid,
    { label: `GPU ${index}`, tone: index % TONES },
  ]);
  const total = gpus.map((gpu) => readingOf(gpu, 'vram_total_mb'));
  const max = total.every(({ known }) => known)
    ? total.reduce((sum, it) => sum + (it.known ? it.value : 0), 0) * GIB
    : undefined;
  const use: HiveChart = {
    ...{ title: 'chart.gpu_use', target: { hive: hive.hive_id, each: 'gpu' }, field: 'util_pct' },
    ...{ format: formats.percent, factor: 1, max: 100, isStacked: false, styles: new Map(styles) },
  };
  const memory: HiveChart = {
    ...{ title: 'chart.gpu_memory', target: ofWorkers(hive), field: 'vram_mb', format: formats.memory },
    ...{ factor: GIB, max: max === 0 ? undefined : max, isStacked: true, styles: stylesOfWorkers },
  };
  const hasHolders = hive.workers.some(({ gpus: used }) => used?.length);
  return [use, ...(hasHolders ? [memory] : []), ...conditionCharts(use, gpus, formats)];
}

/** Watts and degrees of GPUs, if the driver of one tells them. */
function conditionCharts(
  use: HiveChart,
  gpus: NonNullable<HiveData['node']>['gpus'],
  formats: Formats,
): HiveChart[] {
  const power = { title: 'chart.power', field: 'power_w', format: formats.power } as const;
  const heat = { title: 'chart.temperature', field: 'temp_c', format: formats.celsius } as const;
  return [power, heat].flatMap((chart) =>
    gpus.some((gpu) => gpu[chart.field] !== undefined) ? [{ ...use, ...chart, max: undefined }] : [],
  );
}

const tokensChart = (hive: HiveData, formats: Formats, styles: LineStyles): HiveChart => ({
  ...{ title: 'chart.tokens', target: ofWorkers(hive), field: 'generation_tokens_per_s' },
  ...{ format: formats.number, factor: 1, max: undefined, isStacked: true, styles },
});

function nodeCharts(hive: HiveData, node: NonNullable<HiveData['node']>, formats: Formats): HiveChart[] {
  const target = { hive: hive.hive_id };
  const ofAll = 1 / Math.max(1, node.cpu_count);
  const line = { isStacked: false, styles: null, target };
  return [
    {
      ...{ ...line, title: 'chart.cpu', field: 'cpu_pct', factor: ofAll, max: 100 },
      format: (pct) => formats.percent(pct * ofAll),
    },
    {
      ...{ ...line, title: 'chart.memory', field: 'ram_used_mb', factor: GIB },
      ...{ max: node.ram_total_mb * GIB, format: formats.memory },
    },
  ];
}

/** A hive that does not tell of its machine. */
function workerCharts(hive: HiveData, formats: Formats, styles: LineStyles): HiveChart[] {
  const stack = { target: ofWorkers(hive), max: undefined, isStacked: true, styles };
  return [
    { ...stack, title: 'chart.worker_cpu', field: 'cpu_pct', factor: 1, format: formats.percent },
    { ...stack, title: 'chart.worker_memory', field: 'rss_mb', factor: GIB, format: formats.memory },
  ];
}

/** Workers have the colours that they have elsewhere. */
function workerStyles(hive: HiveData): LineStyles {
  const workers = inOrder(hive.workers);
  const tones = tonesOf(workers);
  return new Map(
    workers.map((worker, index) => [
      workerId(hive.hive_id, worker),
      {
        label: `${worker.group}/${worker.instance}`,
        tone: tones.get(workerId('', worker)) ?? index % TONES,
      },
    ]),
  );
}

/** Name and colour of a line. A worker that has ended has the name that is in its id. */
export function styleOfLine(
  { styles }: Pick<HiveChart, 'styles'>,
  line: SeriesLine,
  name: string,
): LineStyle {
  const id = line.worker_id ?? line.gpu_uuid ?? '';
  if (styles === null) return { label: name, tone: 0 };
  return styles.get(id) ?? { label: id.slice(line.worker_id ? line.hive_id.length + 1 : 0) };
}
