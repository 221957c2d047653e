import { HIVE_HEALTHS } from '@rbee/contract';
import { type Filter, matchesHive, narrows } from '../filter.ts';
import { addToCounts, noCounts, type PresentFleet } from '../registry/index.ts';
import { ENGINE_METRICS } from './engine-metrics.ts';
import { GPU_METRICS } from './gpu-metrics.ts';
import { HIVE_METRICS, type HiveMetric } from './hive-metrics.ts';
import { label, metricHead, seriesLine } from './text-format.ts';
import { WORKER_METRICS } from './worker-metrics.ts';

/**
 * The metrics of the hives and workers that match the filter, in pieces; without a filter also the totals of the fleet. The
 * format wants all series of a metric together, so the fleet is walked once for each. Nothing is kept between the pieces but
 * the place of the walk and the ids of hives with GPUs and with engines: a hive that reports meanwhile has its new sample in
 * the metrics that follow.
 */
export function* fleetMetrics(fleet: PresentFleet, filter: Filter): Generator<string, undefined> {
  const { index, find } = fleet;
  const hives = (): Iterable<string> => index.hives(filter, 'hives', null);
  yield* seriesOf(HIVE_METRICS, hives, fleet, filter);
  const withGpus: string[] = [];
  const withEngines: string[] = [];
  for (const hiveId of hives()) {
    const sample = find(hiveId)?.record.sample;
    if (sample?.hasGpus) withGpus.push(hiveId);
    if (sample?.hasEngines) withEngines.push(hiveId);
    yield '';
  }
  yield* seriesOf(GPU_METRICS, () => withGpus, fleet, filter);
  yield* seriesOf(WORKER_METRICS, hives, fleet, filter);
  yield* seriesOf(ENGINE_METRICS, () => withEngines, fleet, filter);
  if (!narrows(filter)) yield* totals(fleet, filter);
}

/** The series of each metric, of those of the hives that match the filter. */
function* seriesOf(
  metrics: readonly HiveMetric[],
  hives: () => Iterable<string>,
  { find, monotonic, bytesOf }: PresentFleet,
  filter: Filter,
): Generator<string, undefined> {
  const scrape = { filter, monotonic, bytesOf };
  for (const { name, type, help, lines } of metrics) {
    yield metricHead(name, type, help);
    for (const hiveId of hives()) {
      const status = find(hiveId);
      if (status && matchesHive(filter, status.record.sample)) yield* lines(status, scrape);
      // A place to pause, also after hives without series.
      yield '';
    }
  }
}

function* totals({ index, find }: PresentFleet, everything: Filter): Generator<string, undefined> {
  const hives = { healthy: 0, degraded: 0, down: 0 };
  const counts = noCounts();
  for (const hiveId of index.hives(everything, 'hives', null)) {
    const status = find(hiveId);
    if (status) {
      hives[status.health] += 1;
      addToCounts(counts, status);
    }
    yield '';
  }
  yield metricHead('rbee_hives', 'gauge', 'Known hives, by status.');
  for (const health of HIVE_HEALTHS) {
    yield seriesLine('rbee_hives', label('health', health), hives[health]);
  }
  for (const [field, help] of COUNTS) {
    yield metricHead(`rbee_${field}`, 'gauge', help) + seriesLine(`rbee_${field}`, '', counts[field]);
  }
}

const COUNTS = [
  ['hives_available', 'Hives that can take work.'],
  ['workers_online', 'Workers of online hives.'],
  ['workers_available', 'Online workers of healthy hives that can take a request.'],
] as const;
