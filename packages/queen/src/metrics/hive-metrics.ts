import { HIVE_HEALTHS } from '@rbee/contract';
import { Counter, Gauge, type Registry as MetricRegistry } from 'prom-client';
import { type FleetCounts, fleetCounts, type HiveStatus, silenceMs } from '../registry/index.ts';
import type { Moment } from '../time.ts';
import { addGauge, addMetric } from './add-metric.ts';

type HiveStatuses = () => readonly HiveStatus[];

/** Adds the totals of the fleet and the figures of each hive. */
export function addHiveMetrics(register: MetricRegistry, statuses: HiveStatuses, now: () => Moment): void {
  addCounts(register, statuses);
  addLost(register, statuses);
  const gauge = (name: string, help: string, value: (status: HiveStatus) => number | undefined): void =>
    addMetric(register, Gauge, name, help, ['hive_id'], function* () {
      for (const it of statuses()) {
        const known = value(it);
        if (known !== undefined) yield [{ hive_id: it.record.sample.hive_id }, known];
      }
    });
  gauge(
    'rbee_hive_last_heartbeat_age_seconds',
    "Time since the hive's last heartbeat was received.",
    ({ record }) => silenceMs(record, now().monotonic) / 1000,
  );
  gauge(
    'rbee_hive_clock_skew_seconds',
    "The hive's clock minus the queen's at the last heartbeat.",
    ({ record }) => record.clockSkewMs / 1000,
  );
  gauge(
    'rbee_node_unreadable_processes',
    'Processes that the hive is not allowed to read; no series if it cannot count them.',
    ({ record: { sample } }) =>
      sample.node?.unknown?.['unreadable_processes'] ? undefined : sample.node?.unreadable_processes,
  );
}

/** Lost samples as reported by each hive; a hive that does not report them has no series. */
function addLost(register: MetricRegistry, statuses: HiveStatuses): void {
  const help = "Samples lost since the hive's start, by reason, as reported by the hive.";
  const labels = ['hive_id', 'reason'];
  addMetric(register, Counter, 'rbee_hive_samples_lost_total', help, labels, function* () {
    for (const { record } of statuses()) {
      const { hive_id, node } = record.sample;
      for (const [reason, count] of Object.entries(node?.agent.lost ?? {}))
        yield [{ hive_id, reason }, count];
    }
  });
}

function addCounts(register: MetricRegistry, statuses: HiveStatuses): void {
  addMetric(register, Gauge, 'rbee_hives', 'Known hives, by status.', ['health'], () =>
    HIVE_HEALTHS.map((health) => [{ health }, statuses().filter((it) => it.health === health).length]),
  );
  const count = (field: keyof FleetCounts, help: string): void =>
    addGauge(register, `rbee_${field}`, help, () => fleetCounts(statuses())[field]);
  count('hives_available', 'Hives that can take work.');
  count('workers_online', 'Workers of online hives.');
  count('workers_available', 'Online workers of healthy hives that are known to be idle.');
}
