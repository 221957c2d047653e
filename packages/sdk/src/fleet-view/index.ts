/** What pages show of a fleet, without a framework: workers and hives in the words of a page, and their totals. */
export { figureOf, reasonOfFigure, WORKER_FIGURES, type WorkerFigureName } from './figures.ts';
export {
  FleetHive,
  FleetWorker,
  fleetHive,
  type HiveReport,
  WORKER_STATES,
  type WorkerState,
} from './fleet-hive.ts';
export { type FleetTotals, type Sum, totalsOf } from './totals.ts';
