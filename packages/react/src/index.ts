/**
 * React hooks and components that show a fleet. State, connection and types come from the sdk; the styles are
 * in `styles.css`, which the embedding page imports once.
 */
export { useAge, useNow } from './clock.ts';
export { ConnectionStatus } from './connection-status.tsx';
export {
  Comb,
  type CombColor,
  type CombProps,
  Facets,
  type FacetsProps,
  type FilterLinks,
  FleetTiles,
  type FleetTilesProps,
  GpuBars,
  type GpuBarsProps,
  type HiveLinks,
  SummaryStrip,
  type SummaryStripProps,
} from './fleet/index.ts';
export { type FleetPicture, useFleetPicture } from './fleet-picture.ts';
export { followWith } from './follow-with.ts';
export * from './format.ts';
export { GpuTable, type GpuTableProps } from './gpu-table.tsx';
export * from './heartbeat-monitor.tsx';
export {
  type ChartCursor,
  type ChartMark,
  createChartCursor,
  GpuSparkline,
  type GpuSparklineProps,
  HistoryNotice,
  type HistoryNoticeProps,
  HiveHistory,
  type HiveHistoryProps,
  type LineStyle,
  RangeChoice,
  SeriesChart,
  type SeriesChartProps,
  ShowHistory,
  Sparkline,
  type SparklineProps,
  type UseSeriesOptions,
  useHistory,
  useSeries,
  useZoom,
} from './history/index.ts';
export { HiveCard, type HiveCardProps } from './hive-card.tsx';
export * from './locale/index.ts';
export * from './machine/index.ts';
export type { PeekList } from './peek-list.ts';
export { QueenClock } from './queen-clock.tsx';
export {
  moveInRow,
  NotKnown,
  type NotKnownProps,
  Reason,
  type ReasonProps,
  ReasonsInWords,
  ReasonsOfRow,
  reasonWords,
} from './reason/index.ts';
export { HeartbeatProvider, type HeartbeatProviderProps } from './store.tsx';
export {
  type GridChoice,
  HiveDetails,
  type HiveDetailsProps,
  judgedInWords,
  type ModelLinks,
  ModelPage,
  type ModelPageProps,
  ModelTable,
  type ModelTableProps,
  ProblemList,
  type ProblemListProps,
  useProblems,
  WorkerDetails,
  WorkerGrid,
  type WorkerGridProps,
  type WorkerLinks,
} from './tables/index.ts';
export { type Activity, type HiveData, pulseOf, type Standing, type WorkerTelemetry } from './telemetry.ts';
export { type Copy, useCopy } from './use-copy.ts';
export {
  type FleetSelector,
  useConnection,
  useFleet,
  useHive,
  useHiveIds,
  useHives,
  useQueen,
  useQueenInfo,
  useWorker,
} from './use-fleet.ts';
export * from './use-heartbeat.ts';
export { WorkerRow, type WorkerRowProps } from './worker-row.tsx';
export { WorkerTable, type WorkerTableProps } from './worker-table.tsx';
