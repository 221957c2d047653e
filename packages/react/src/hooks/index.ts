export { useConnection, useFleet, useHive, useHiveIds, useHives, useQueen, useWorker } from './use-fleet.ts';
export {
  type HeartbeatData,
  type HeartbeatHive,
  type UseHeartbeatResult,
  useHeartbeat,
} from './use-heartbeat.ts';
