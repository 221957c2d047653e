/**
 * React hooks and parts that show a fleet: subscribing and looks only. State, connection and types are the
 * sdk's; the looks are in `styles.css`, which the embedding page imports once.
 */
export { ConnectionStatus, FleetCounts, type FleetCountsProps } from './fleet/index.ts';
export {
  formatDuration,
  formatMib,
  formatMibOf,
  formatPercent,
  formatRate,
  reasonInFull,
  reasonInWords,
  systemName,
} from './format/index.ts';
export { HiveCard, type HiveCardProps } from './hive/index.ts';
export {
  type HeartbeatData,
  type HeartbeatHive,
  type UseHeartbeatResult,
  useConnection,
  useFleet,
  useHeartbeat,
  useHive,
  useHiveIds,
  useHives,
  useQueen,
  useWorker,
} from './hooks/index.ts';
export { HeartbeatMonitor, type HeartbeatMonitorProps } from './monitor/index.ts';
export { type FleetSelector, HeartbeatProvider, type HeartbeatProviderProps } from './store/index.ts';
export type { Activity, HiveData, Standing, WorkerTelemetry } from './telemetry/index.ts';
export { WorkerRow, type WorkerRowProps, WorkerTable, type WorkerTableProps } from './worker/index.ts';
