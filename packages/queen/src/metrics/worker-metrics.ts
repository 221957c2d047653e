import type { HiveMetric } from './hive-metrics.ts';
import { inUnit, label, MIB, seriesLine } from './text-format.ts';
import { workerMetric } from './worker-series.ts';

/** Gauge name, field of the wire, factor to the base unit, help. */
const GAUGES = [
  ['cpu_ratio', 'cpu_pct', 1 / 100, 'CPU use of the process tree; 1 is one core fully used.'],
  ['resident_bytes', 'rss_mb', MIB, 'Resident memory of the process tree.'],
  [
    'resident_shared_bytes',
    'rss_shared_mb',
    MIB,
    'Of resident_bytes, memory of mapped files and of shared memory; other workers may count the same.',
  ],
  ['storage_read_bytes_per_second', 'io_r_mb_s', MIB, 'Storage reads of the process tree.'],
  ['storage_write_bytes_per_second', 'io_w_mb_s', MIB, 'Storage writes of the process tree.'],
  ['uptime_seconds', 'uptime_s', 1, 'Time since the root process started.'],
  ['gpu_utilisation_ratio', 'gpu_util_pct', 1 / 100, "Utilisation of the worker's busiest GPU, 0 to 1."],
  ['vram_used_bytes', 'vram_mb', MIB, 'GPU memory that the process tree holds.'],
  ['vram_total_bytes', 'total_vram_mb', MIB, 'Memory of the GPUs that the worker uses.'],
] as const;

/** Gauges of what the processes of one model hold ([W5]), as in `GAUGES`. */
const MODEL_GAUGES = [
  ['model_resident_bytes', 'rss_mb', 'Resident memory of the processes of this model.'],
  ['model_vram_used_bytes', 'vram_mb', 'GPU memory of the processes of this model.'],
] as const;

/** Gauges of what a worker uses of each of its GPUs ([W3]), as in `GAUGES`. */
const GPU_GAUGES = [
  ['gpu_memory_bytes', 'vram_mb', MIB, 'Memory of one GPU that the process tree holds.'],
  ['gpu_use_ratio', 'util_pct', 1 / 100, 'Use of one GPU by the worker, 0 to 1.'],
] as const;

/** The metrics of workers ([W1], [W3], [W5]). */
export const WORKER_METRICS: readonly HiveMetric[] = [
  ...GAUGES.map(([suffix, field, factor, help]) =>
    workerMetric(suffix, help, (name, labels, worker) => {
      const value = worker.figure(field);
      return value === undefined ? '' : seriesLine(name, labels, inUnit(value, factor));
    }),
  ),
  workerMetric(
    'model_info',
    'One for each model that the worker serves; the value is always 1.',
    (name, labels, { modelNames }) =>
      modelNames.map((model) => seriesLine(name, withModel(labels, model), 1)).join(''),
  ),
  workerMetric(
    'model_loaded',
    '1 if the engine has loaded the model, 0 if it has not; no series if it does not tell.',
    (name, labels, { servedModels }) => {
      let lines = '';
      for (const { name: model, state } of servedModels) {
        if (state) lines += seriesLine(name, withModel(labels, model), Number(state === 'loaded'));
      }
      return lines;
    },
  ),
  ...MODEL_GAUGES.map(([suffix, field, help]) =>
    workerMetric(suffix, help, (name, labels, { servedModels }) => {
      let lines = '';
      for (const { name: model, unknown, [field]: value } of servedModels) {
        if (value === undefined || unknown?.[field] !== undefined) continue;
        lines += seriesLine(name, withModel(labels, model), inUnit(value, MIB));
      }
      return lines;
    }),
  ),
  ...GPU_GAUGES.map(([suffix, field, factor, help]) =>
    workerMetric(suffix, help, (name, labels, { gpus }) => {
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
    'info',
    'Model and origin of the worker as labels; the value is always 1.',
    (name, labels, { model, origin }) =>
      seriesLine(name, `${withModel(labels, model ?? '')},${label('origin', origin ?? '')}`, 1),
  ),
];

const withModel = (labels: string, model: string): string => `${labels},${label('model', model)}`;
