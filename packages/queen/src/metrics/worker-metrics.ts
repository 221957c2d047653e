import { Gauge, type Registry as MetricRegistry } from 'prom-client';
import { type HiveStatus, isOnline } from '../registry/index.ts';
import type { WorkerRow } from '../sample/index.ts';
import { addMetric, type Series } from './add-metric.ts';

const MIB = 1024 * 1024;

/** Gauge name, field of the wire, factor to the base unit, help. */
const GAUGES = [
  ['cpu_ratio', 'cpu_pct', 1 / 100, 'CPU use of the process tree; 1 is one core fully used.'],
  ['resident_bytes', 'rss_mb', MIB, 'Resident memory of the process tree.'],
  ['storage_read_bytes_per_second', 'io_r_mb_s', MIB, 'Storage reads of the process tree.'],
  ['storage_write_bytes_per_second', 'io_w_mb_s', MIB, 'Storage writes of the process tree.'],
  ['uptime_seconds', 'uptime_s', 1, 'Time since the root process started.'],
  ['gpu_utilisation_ratio', 'gpu_util_pct', 1 / 100, "Utilisation of the worker's busiest GPU, 0 to 1."],
  ['vram_used_bytes', 'vram_mb', MIB, 'GPU memory that the process tree holds.'],
  ['vram_total_bytes', 'total_vram_mb', MIB, 'Memory of the GPUs that the worker uses.'],
] as const;

/** Gauges of what the processes of one model hold ([W5]), as in `GAUGES`. */
const MODEL_GAUGES = [
  ['resident_bytes', 'rss_mb', 'Resident memory of the processes of this model.'],
  ['vram_used_bytes', 'vram_mb', 'GPU memory of the processes of this model.'],
] as const;

/**
 * Adds a gauge for each figure of each online worker. A field that the worker reports as unknown has no
 * series: unknown is not zero ([W2]).
 */
export function addWorkerMetrics(register: MetricRegistry, statuses: () => readonly HiveStatus[]): void {
  for (const [name, field, factor, help] of GAUGES) {
    addMetric(register, Gauge, `rbee_worker_${name}`, help, ['hive_id', 'group', 'instance'], function* () {
      for (const [labels, worker] of onlineWorkers(statuses())) {
        const value = worker.figure(field);
        if (value !== undefined) yield [labels, value * factor];
      }
    });
  }
  addModelMetrics(register, statuses);
  const help = 'Model and origin of the worker as labels; the value is always 1.';
  const labelNames = ['hive_id', 'group', 'instance', 'model', 'origin'];
  addMetric(register, Gauge, 'rbee_worker_info', help, labelNames, function* () {
    for (const [labels, worker] of onlineWorkers(statuses())) {
      yield [{ ...labels, model: worker.model ?? '', origin: worker.origin ?? '' }, 1];
    }
  });
}

/** Adds gauges for each model of each online worker ([W5]). */
function addModelMetrics(register: MetricRegistry, statuses: () => readonly HiveStatus[]): void {
  const labelNames = ['hive_id', 'group', 'instance', 'model'];
  const help = 'One for each model that the worker serves; the value is always 1.';
  addMetric(register, Gauge, 'rbee_worker_model_info', help, labelNames, function* () {
    for (const [labels, worker] of onlineWorkers(statuses())) {
      for (const model of worker.modelNames) yield [{ ...labels, model }, 1];
    }
  });
  for (const [name, field, help] of MODEL_GAUGES) {
    addMetric(register, Gauge, `rbee_worker_model_${name}`, help, labelNames, function* () {
      for (const [labels, worker] of onlineWorkers(statuses())) {
        for (const model of worker.servedModels) {
          const value = model.unknown?.[field] === undefined ? model[field] : undefined;
          if (value !== undefined) yield [{ ...labels, model: model.name }, value * MIB];
        }
      }
    });
  }
}

function* onlineWorkers(statuses: readonly HiveStatus[]): Generator<[Series[0], WorkerRow]> {
  for (const { record } of statuses.filter(isOnline)) {
    const { hive_id } = record.sample;
    for (const worker of record.sample.rows()) {
      yield [{ hive_id, group: worker.group, instance: worker.instance }, worker];
    }
  }
}
