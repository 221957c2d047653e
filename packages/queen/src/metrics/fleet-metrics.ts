import { HIVE_HEALTHS } from '@rbee/contract';
import { type Filter, matchesHive, narrows } from '../filter.ts';
import { addToCounts, noCounts, type PresentFleet } from '../registry/index.ts';
import { GPU_METRICS } from './gpu-metrics.ts';
import { HIVE_METRICS } from './hive-metrics.ts';
import { label, metricHead, seriesLine } from './text-format.ts';
import { WORKER_METRICS } from './worker-metrics.ts';

/**
 * The metrics of the hives and workers that match the filter, in pieces; without a filter also the totals of the fleet. The
 * format wants all series of a metric together, so the fleet is walked once for each. Nothing is kept between the pieces but
 * the place of the walk: a hive that reports meanwhile has its new sample in the metrics that follow.
 */
export function* fleetMetrics(fleet: PresentFleet, filter: Filter): Generator<string, undefined> {
  const { index, find, monotonic, bytesOf } = fleet;
  const scrape = { filter, monotonic, bytesOf };
  for (const { name, type, help, lines } of [...HIVE_METRICS, ...GPU_METRICS, ...WORKER_METRICS]) {
    yield metricHead(name, type, help);
    for (const hiveId of index.hives(filter, 'hives', null)) {
      const status = find(hiveId);
      if (status && matchesHive(filter, status.record.sample)) yield* lines(status, scrape);
      // A place to pause, also after hives without series.
      yield '';
    }
  }
  if (!narrows(filter)) yield* totals(fleet, filter);
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
