import { HIVE_HEALTHS } from '@rbee/contract';
import { Counter, Gauge, type Registry as MetricRegistry } from 'prom-client';
import { type FleetCounts, fleetCounts, type HiveStatus, silenceMs } from '../registry/index.ts';
import type { Moment } from '../time.ts';
import { addGauge } from './gauge.ts';

type HiveStatuses = () => readonly HiveStatus[];

/** Adds the totals of the fleet and the gauges of each hive. */
export function addHiveMetrics(register: MetricRegistry, statuses: HiveStatuses, now: () => Moment): void {
  addCounts(register, statuses);
  addLost(register, statuses);
  const gauge = (name: string, help: string, value: (status: HiveStatus) => number | undefined): void => {
    new Gauge({
      name,
      help,
      labelNames: ['hive_id'],
      registers: [register],
      collect() {
        this.reset();
        for (const it of statuses()) {
          const known = value(it);
          if (known !== undefined) this.set({ hive_id: it.record.sample.hive_id }, known);
        }
      },
    });
  };
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
    'Processes that the hive may not look into; no series where it cannot count them.',
    ({ record }) => {
      const { node } = record.sample;
      return node?.unknown?.['unreadable_processes'] ? undefined : node?.unreadable_processes;
    },
  );
}

/** Lost samples as reported by each hive; a hive that does not report them has no series. */
function addLost(register: MetricRegistry, statuses: HiveStatuses): void {
  new Counter({
    name: 'rbee_hive_samples_lost_total',
    help: "Samples lost since the hive's start, by reason, as reported by the hive.",
    labelNames: ['hive_id', 'reason'],
    registers: [register],
    collect() {
      this.reset();
      for (const { record } of statuses()) {
        const { hive_id, node } = record.sample;
        for (const [reason, count] of Object.entries(node?.agent.lost ?? {})) {
          this.inc({ hive_id, reason }, count);
        }
      }
    },
  });
}

function addCounts(register: MetricRegistry, statuses: HiveStatuses): void {
  new Gauge({
    name: 'rbee_hives',
    help: 'Known hives, by status.',
    labelNames: ['health'],
    registers: [register],
    collect() {
      for (const health of HIVE_HEALTHS) this.set({ health }, 0);
      for (const { health } of statuses()) this.inc({ health });
    },
  });
  const count = (field: keyof FleetCounts, help: string): void =>
    addGauge(register, `rbee_${field}`, help, () => fleetCounts(statuses())[field]);
  count('hives_available', 'Hives that can take work.');
  count('workers_online', 'Workers of online hives.');
  count('workers_available', 'Online workers of healthy hives that are not busy.');
}
