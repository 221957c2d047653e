import { fieldMetrics, inUnit } from '@rbee/history';
import type { Filter } from '../filter.ts';
import { type HiveStatus, isOnline, silenceMs } from '../registry/index.ts';
import { nodeFigure, nodeFigures } from '../sample/index.ts';
import { label, type MetricType, seriesLine } from './text-format.ts';

/** What the series of a hive depend on besides the hive. */
export interface Scrape {
  readonly filter: Filter;
  /** The present time of the monotonic clock, milliseconds. */
  readonly monotonic: () => number;
  /** Memory of the state of a hive, bytes, as counted. */
  readonly bytesOf: (hiveId: string) => number;
}

/** A metric with series of each hive or of its workers. */
export interface HiveMetric {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** The series of one hive as lines, in pieces: a hive may have thousands of them. */
  readonly lines: (status: HiveStatus, scrape: Scrape) => Iterable<string>;
}

/** A gauge with one series of each hive; none if the value is undefined. */
const hiveGauge = (
  name: string,
  help: string,
  figure: (status: HiveStatus, scrape: Scrape) => number | undefined,
): HiveMetric => ({
  ...{ name, help, type: 'gauge' },
  lines: (status, scrape) => {
    const value = figure(status, scrape);
    return value === undefined ? [] : [seriesLine(name, hiveLabel(status), value)];
  },
});

/** The label that every series of a hive has. */
export const hiveLabel = ({ record }: HiveStatus): string => label('hive_id', record.sample.hive_id);

const LOST = 'rbee_hive_samples_lost_total';

/** The metrics of hives and of their machines. */
export const HIVE_METRICS: readonly HiveMetric[] = [
  hiveGauge(
    'rbee_hive_last_heartbeat_age_seconds',
    "Time since the hive's last heartbeat was received.",
    ({ record }, { monotonic }) => silenceMs(record, monotonic()) / 1000,
  ),
  hiveGauge(
    'rbee_hive_clock_skew_seconds',
    "The hive's clock minus the queen's at the last heartbeat.",
    ({ record }) => record.clockSkewMs / 1000,
  ),
  hiveGauge(
    'rbee_hive_kept_bytes',
    'Memory of the state of the hive, as counted for rbee_fleet_bytes.',
    ({ record }, { bytesOf }) => bytesOf(record.sample.hive_id),
  ),
  hiveGauge(
    'rbee_node_unreadable_processes',
    'Processes that the hive is not allowed to read; no series if it cannot count them.',
    ({ record }) => nodeFigures(record.sample).unreadableProcesses,
  ),
  ...fieldMetrics('node').map(([field, { name, factor, help }]) =>
    hiveGauge(name, help, (status) => {
      const value = isOnline(status) ? nodeFigure(status.record.sample, field) : undefined;
      return value === undefined ? undefined : inUnit(value, factor);
    }),
  ),
  {
    name: LOST,
    type: 'counter',
    help: "Samples lost since the hive's start, by reason, as reported by the hive.",
    lines: (status) =>
      nodeFigures(status.record.sample).lost.map(([reason, count]) =>
        seriesLine(LOST, `${hiveLabel(status)},${label('reason', reason)}`, count),
      ),
  },
];
