/** What pages show of a fleet, without a framework: workers and hives in the words of a page, and their totals. */
export { engineText, engineVersion } from './engine-text.ts';
export { countedValues, FACETS, type Facet, type FacetCount, facetCounts, facetValues } from './facets.ts';
export {
  figureOf,
  type GpuFigureName,
  gpuFigure,
  reasonOfFigure,
  WORKER_FIGURES,
  type WorkerFigureName,
} from './figures.ts';
export {
  FILTER_KEYS,
  FILTER_TEXT_KEYS,
  type FilterCondition,
  type FilterError,
  type FilterTerm,
  type FilterTextKey,
  type FleetFilter,
  MAX_FILTER_CHARS,
  parseFilter,
  termOf,
  toggledTerm,
} from './filter.ts';
export {
  FleetHive,
  FleetWorker,
  fleetHive,
  type HiveReport,
  isAbsent,
  WORKER_STATES,
  type WorkerState,
} from './fleet-hive.ts';
export { type FleetModel, modelsOfWorkers } from './models.ts';
export * from './problems/index.ts';
export { parseSort, sortedWorkers, sortText, type WorkerSort, type WorkerSortKey } from './sort.ts';
export { type FleetTotals, type Sum, sumOfWorkers, totalsOf, totalsOfFound } from './totals.ts';
