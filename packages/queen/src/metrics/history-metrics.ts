import type { HistoryInfo, RemoteWriteState } from '@rbee/contract';
import { Counter, Gauge, type Registry as MetricRegistry } from 'prom-client';
import { addGauge, addMetric, type Series } from './add-metric.ts';

type Tier = HistoryInfo['tiers'][number];

/** Adds the metrics of the history (section P). */
export function addHistoryMetrics(register: MetricRegistry, info: () => HistoryInfo): void {
  const byTier = (name: string, help: string, read: (tier: Tier) => number | null): void =>
    addMetric(register, Gauge, name, help, ['tier'], () =>
      info().tiers.flatMap((tier): Series[] => {
        const value = read(tier);
        return value === null ? [] : [[{ tier: tier.tier }, value]];
      }),
    );
  byTier('rbee_history_bytes', 'Bytes of the history on disk.', (tier) => tier.bytes);
  byTier('rbee_history_max_bytes', 'Bytes that a tier of the history may have.', (tier) => tier.max_bytes);
  byTier(
    'rbee_history_oldest_timestamp_seconds',
    'Time of the oldest point, seconds since the epoch.',
    ({ oldest }) => (oldest === null ? null : Date.parse(oldest) / 1000),
  );
  byTier(
    'rbee_history_shortened',
    '1 if points were removed before their age because the bytes were used up.',
    (tier) => Number(tier.shortened),
  );
  addGauge(register, 'rbee_history_paused', '1 while nothing can be written to the history.', () =>
    Number(info().state === 'paused'),
  );
  const lost = 'Samples and events that could not be kept in the history.';
  addMetric(register, Counter, 'rbee_history_lost_total', lost, [], () => [[{}, info().lost]]);
  addRemoteWriteMetrics(register, info);
}

/** Of each store that samples are sent to ([P9]): what became of the samples. */
function addRemoteWriteMetrics(register: MetricRegistry, info: () => HistoryInfo): void {
  const byTarget = (
    Kind: typeof Counter | typeof Gauge,
    name: string,
    help: string,
    read: (state: RemoteWriteState) => number,
  ): void =>
    addMetric(register, Kind, name, help, ['target'], () =>
      (info().remote_write ?? []).map((state): Series => [{ target: state.name }, read(state)]),
    );
  byTarget(
    Counter,
    'rbee_remote_write_samples_sent_total',
    'Samples that the target took.',
    ({ sent }) => sent,
  );
  byTarget(
    Counter,
    'rbee_remote_write_samples_dropped_total',
    'Samples that the target refused for good.',
    ({ dropped }) => dropped,
  );
  byTarget(
    Counter,
    'rbee_remote_write_retries_total',
    'Requests that had to be sent again.',
    ({ retries }) => retries,
  );
  byTarget(
    Gauge,
    'rbee_remote_write_lag_seconds',
    'Time that the target is behind the present.',
    ({ lag_ms }) => lag_ms / 1000,
  );
}
