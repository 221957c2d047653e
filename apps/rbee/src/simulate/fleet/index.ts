export { FleetTokens } from './fleet-tokens.ts';
export { type RunningFleet, runFleet } from './run-fleet.ts';
export type { FleetShape } from './simulated-hive.ts';
