/**
 * The agent: takes a sample of its machine every interval, keeps what the queen did not take, and ships it.
 * It measures nothing itself (the monitor does) and reads neither environment nor arguments.
 */
export {
  createHive,
  type Hive,
  type HiveOptions,
  type HiveStats,
  parseQueenUrl,
  QUEEN_URL_EXPECTED,
} from './agent/index.ts';
export { type Clock, systemClock } from './clock/index.ts';
export type { HiveLog } from './reporting/index.ts';
