import { startBigFleet } from '../big-fleet.ts';
import type { Case } from '../contender.ts';
import { connectionsTo } from '../file-limit.ts';

const HIVES = connectionsTo(1, 10_000);
const FULL = 10;
const SUMMARY = 40;

/** A fleet as large as a queen is to hold, for as long as `--minutes` says. */
export const BIG_FLEET: Case = {
  name: 'big-fleet',
  title: `${HIVES} hives with 8 workers each at one heartbeat a second over links, ${FULL} full and ${SUMMARY} summary watchers`,
  rounds: 1,
  contenders: [
    ({ minutes, startQueen }) =>
      startBigFleet({ hives: HIVES, full: FULL, summary: SUMMARY, minutes, startQueen }),
  ],
  columns: [
    { figure: 'minutes', head: 'minutes', digits: 1 },
    { figure: 'taken', head: 'heartbeats', digits: 0 },
    { figure: 'notTaken', head: 'refused or late', digits: 0 },
    { figure: 'lost', head: 'lost', digits: 0 },
    { figure: 'cores', head: 'cores', digits: 2 },
    { figure: 'loopP99', head: 'event loop p99 ms', digits: 1 },
    { figure: 'p50', head: 'p50 ms', digits: 1 },
    { figure: 'p99', head: 'p99 ms', digits: 1 },
    { figure: 'residentMib', head: 'resident MiB', digits: 0 },
    { figure: 'aboveEmptyMib', head: 'above an empty queen', digits: 0 },
    { figure: 'linksMib', head: 'links alone', digits: 0 },
    { figure: 'heapMib', head: "V8's heap", digits: 0 },
    { figure: 'aliveMib', head: 'live heap, above an empty queen', digits: 0 },
    { figure: 'stateMib', head: "JSON of the fleet's last state, MiB", digits: 1 },
  ],
  ratios: [],
  bounds: [
    { what: 'event loop p99, ms', figure: 'loopP99', of: 0, below: 100 },
    { what: 'samples that a full watcher did not receive', figure: 'lost', of: 0, below: 1 },
    { what: 'heartbeats refused or late', figure: 'notTaken', of: 0, below: 1 },
    {
      what: "memory above an empty queen, to the JSON of the fleet's last state",
      figure: 'timesState',
      of: 0,
      below: 4,
    },
    {
      what: 'growth of memory from the second to the last quarter, %',
      figure: 'growthPct',
      of: 0,
      below: 5,
    },
  ],
  notes: [
    'All watchers take gzip; the full ones ask for `format=delta`, as the SDK does. Latency is that of the summary watchers.',
    "Memory is resident memory; that of an empty queen is taken before the first hive connects, that of links before the first heartbeat. What is alive are V8's heap and buffers after garbage was collected at the end.",
  ],
};
