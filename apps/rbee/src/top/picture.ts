import {
  type FleetFilter,
  type FleetHive,
  type FleetState,
  type FleetTotals,
  type FleetWorker,
  fleetHive,
  parseFilter,
  sortedWorkers,
  totalsOf,
} from '@rbee/queen-rbee-sdk';
import { hasOneOf, sortedHives } from './hive-columns.ts';
import type { Screen } from './screen.ts';
import type { Ages } from './table.ts';

/** The fleet at one moment, as the tables show it. */
export interface Picture {
  readonly state: FleetState;
  readonly hives: readonly FleetHive[];
  readonly totals: FleetTotals;
}

/** The fleet of a state. Without a connection nothing is claimed of the present: hives that reported are late. */
export function pictureOf(state: FleetState): Picture {
  const isLive = state.connection.state === 'live';
  const hives = state.hives.map((hive) => fleetHive(hive, isLive));
  return { state, hives, totals: totalsOf(hives) };
}

/** What a table shows: what the filter finds, in its order. */
export type Rows =
  | { readonly view: 'workers'; readonly rows: readonly FleetWorker[]; readonly filter: FleetFilter }
  | { readonly view: 'hives'; readonly rows: readonly FleetHive[]; readonly filter: FleetFilter };

/** The rows of the table that is seen. */
export function rowsOf({ hives }: Picture, { view, filter, workerOrder, hiveOrder }: Screen): Rows {
  const read = parseFilter(filter);
  const findsAll = read.terms.length === 0;
  if (view === 'hives') {
    const found = findsAll ? hives : hives.filter(hasOneOf(read.matches));
    return { view, rows: sortedHives(found, hiveOrder), filter: read };
  }
  const all = hives.flatMap(({ workers }) => workers);
  return { view, rows: sortedWorkers(findsAll ? all : all.filter(read.matches), workerOrder), filter: read };
}

/** Ages by the queen's clock. `now` is the time of `performance.now()`. */
export function agesAt({ queen, beatAt }: FleetState, now: number): Ages {
  const queenNow = queen && beatAt !== undefined ? Date.parse(queen.timestamp) + now - beatAt : undefined;
  return {
    secondsSince: (time) => {
      const seconds = queenNow === undefined ? Number.NaN : (queenNow - Date.parse(time)) / 1_000;
      return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
    },
  };
}
