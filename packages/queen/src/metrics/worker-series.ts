import { asksForWorker, type Filter, narrowsWorkers } from '../filter.ts';
import { type HiveStatus, isOnline } from '../registry/index.ts';
import type { WorkerRow } from '../sample/index.ts';
import { type HiveMetric, hiveLabel } from './hive-metrics.ts';
import { inPieces } from './pieces.ts';
import { label } from './text-format.ts';

/** The series of one worker; `labels` are those that all of its series have. */
export type WorkerSeries = (name: string, labels: string, worker: WorkerRow) => string;

/**
 * A metric of each online worker that the filter asks for. A figure that the worker reports as unknown has no series: unknown
 * is not zero ([W2]).
 */
export const workerMetric = (
  name: string,
  help: string,
  seriesOf: WorkerSeries,
  type: HiveMetric['type'] = 'gauge',
): HiveMetric => ({
  ...{ name, help, type },
  lines: (status, { filter }) => inPieces(seriesOfEach(status, filter, name, seriesOf)),
});

function* seriesOfEach(
  status: HiveStatus,
  filter: Filter,
  name: string,
  seriesOf: WorkerSeries,
): Generator<string, undefined> {
  const hive = hiveLabel(status);
  for (const worker of workersOf(status, filter)) {
    const labels = `${hive},${label('group', worker.group)},${label('instance', worker.instance)}`;
    yield seriesOf(name, labels, worker);
  }
}

function workersOf(status: HiveStatus, filter: Filter): readonly WorkerRow[] {
  if (!isOnline(status)) return [];
  const rows = status.record.sample.rows();
  return narrowsWorkers(filter) ? rows.filter((worker) => asksForWorker(filter, worker)) : rows;
}
