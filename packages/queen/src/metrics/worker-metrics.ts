import { fieldMetrics, inUnit, MIB } from '@rbee/history';
import type { WorkerFigure, WorkerRow } from '../sample/index.ts';
import type { HiveMetric } from './hive-metrics.ts';
import { label, seriesLine } from './text-format.ts';
import { workerMetric } from './worker-series.ts';

/** Figures with a metric that the past does not keep: name, field of the wire, factor to the base unit, help. */
const OTHER_GAUGES = [
  [
    'rbee_worker_resident_shared_bytes',
    'rss_shared_mb',
    MIB,
    'Of resident_bytes, memory of mapped files and of shared memory; other workers may count the same.',
  ],
  ['rbee_worker_uptime_seconds', 'uptime_s', 1, 'Time since the root process started.'],
] as const;

/** Gauges of what the processes of one model hold ([W5]): name, field of the wire, help. */
const MODEL_GAUGES = [
  ['rbee_worker_model_resident_bytes', 'rss_mb', 'Resident memory of the processes of this model.'],
  ['rbee_worker_model_vram_used_bytes', 'vram_mb', 'GPU memory of the processes of this model.'],
] as const;

/** 1 or 0; undefined if it is not known what the worker does ([R2]). */
const busyOf = ({ activity }: WorkerRow): number | undefined =>
  activity === 'unknown' ? undefined : Number(activity === 'busy');

/** A gauge with one series of each worker; none if the value is undefined. */
const gaugeOf = (
  name: string,
  factor: number,
  help: string,
  figure: (worker: WorkerRow) => number | undefined,
): HiveMetric =>
  workerMetric(name, help, (_, labels, worker) => {
    const value = figure(worker);
    return value === undefined ? '' : seriesLine(name, labels, inUnit(value, factor));
  });

const FIELD_GAUGES = fieldMetrics('worker').flatMap(([field, { name, factor, help, ofEngine }]) =>
  ofEngine
    ? []
    : gaugeOf(
        name,
        factor,
        help,
        field === 'busy' ? busyOf : (worker) => worker.figure(field as WorkerFigure),
      ),
);

/** The metrics of workers ([W1], [W3], [W5]). */
export const WORKER_METRICS: readonly HiveMetric[] = [
  ...FIELD_GAUGES,
  ...OTHER_GAUGES.map(([name, field, factor, help]) =>
    gaugeOf(name, factor, help, (worker) => worker.figure(field)),
  ),
  workerMetric(
    'rbee_worker_model_info',
    'One for each model that the worker serves; the value is always 1.',
    (name, labels, { modelNames }) =>
      modelNames.map((model) => seriesLine(name, withModel(labels, model), 1)).join(''),
  ),
  workerMetric(
    'rbee_worker_model_loaded',
    '1 if the engine has loaded the model, 0 if it has not; no series if it does not tell.',
    (name, labels, { servedModels }) => {
      let lines = '';
      for (const { name: model, state } of servedModels) {
        if (state) lines += seriesLine(name, withModel(labels, model), Number(state === 'loaded'));
      }
      return lines;
    },
  ),
  ...MODEL_GAUGES.map(([gauge, field, help]) =>
    workerMetric(gauge, help, (name, labels, { servedModels }) => {
      let lines = '';
      for (const { name: model, unknown, [field]: value } of servedModels) {
        if (value === undefined || unknown?.[field] !== undefined) continue;
        lines += seriesLine(name, withModel(labels, model), inUnit(value, MIB));
      }
      return lines;
    }),
  ),
  ...fieldMetrics('use').map(([field, { name: gauge, factor, help }]) =>
    workerMetric(gauge, help, (name, labels, { gpus }) => {
      let lines = '';
      for (const gpu of gpus) {
        const value = gpu.figure(field);
        if (value === undefined) continue;
        lines += seriesLine(name, `${labels},${label('gpu_uuid', gpu.uuid)}`, inUnit(value, factor));
      }
      return lines;
    }),
  ),
  workerMetric(
    'rbee_worker_info',
    'Model and origin of the worker as labels; the value is always 1.',
    (name, labels, { model, origin }) =>
      seriesLine(name, `${withModel(labels, model ?? '')},${label('origin', origin ?? '')}`, 1),
  ),
];

const withModel = (labels: string, model: string): string => `${labels},${label('model', model)}`;
