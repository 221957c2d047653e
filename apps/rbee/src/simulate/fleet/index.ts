export { type RunningFleet, runFleet } from './run-fleet.ts';
export type { FleetShape } from './simulated-hive.ts';
