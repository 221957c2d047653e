import type { Case, Settings } from '../contender.ts';
import { posting, startFanOut } from '../fan-out.ts';
import { RAW } from '../load/watch.ts';
import { startReference } from '../servers/reference.ts';
import { SETTLE_ROUNDS } from './shared.ts';

const contenders = (hives: number, watchers: number): Case['contenders'] => {
  const wish = { kind: RAW, watchers, source: posting(hives, hives) };
  return [
    ({ startQueen }: Settings) => startFanOut({ ...wish, title: 'queen', start: startQueen }),
    () =>
      startFanOut({
        ...wish,
        title: 'bare node:http, one write for each event and watcher',
        start: () => startReference('write-each'),
      }),
  ];
};

const COLUMNS: Case['columns'] = [
  { figure: 'p50', head: 'p50 ms', digits: 2 },
  { figure: 'p99', head: 'p99 ms', digits: 2 },
  { figure: 'cores', head: 'cores', digits: 3 },
  { figure: 'notTaken', head: 'refused or late', digits: 0 },
  { figure: 'lost', head: 'lost', digits: 0 },
];

/** From the sending of a heartbeat to its receipt. */
export const LATENCY: Case = {
  name: 'latency',
  title: 'Post to receipt, 1000 hives at one heartbeat a second, 100 watchers',
  contenders: contenders(1_000, 100),
  columns: COLUMNS,
  settleRounds: SETTLE_ROUNDS,
  ratios: [
    { what: 'CPU, to one write for each event and watcher', figure: 'cpuMs', of: 0, to: 1, atMost: 0.5 },
  ],
  bounds: [
    { what: 'p50, ms', figure: 'p50', of: 0, below: 15 },
    { what: 'p99, ms', figure: 'p99', of: 0, below: 60 },
    { what: 'events lost', figure: 'lost', of: 0, below: 1 },
  ],
  notes: [],
};

/** The same where there is nothing to gather. */
export const LATENCY_SMALL: Case = {
  name: 'latency-small',
  title: 'Post to receipt, 10 hives at one heartbeat a second, 5 watchers',
  contenders: contenders(10, 5),
  columns: COLUMNS,
  settleRounds: SETTLE_ROUNDS,
  ratios: [],
  bounds: [
    { what: 'p50, ms', figure: 'p50', of: 0, below: 3 },
    { what: 'events lost', figure: 'lost', of: 0, below: 1 },
  ],
  notes: [],
};
