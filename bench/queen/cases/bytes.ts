import type { Case, Settings } from '../contender.ts';
import { posting, startFanOut } from '../fan-out.ts';
import { RAW, type WatcherKind, ZIPPED, ZIPPED_DELTA } from '../load/watch.ts';
import { SETTLE_ROUNDS } from './shared.ts';

const HIVES = 1_000;
const WATCHERS = 100;

const queen =
  (title: string, kind: WatcherKind) =>
  ({ startQueen }: Settings) =>
    startFanOut({
      ...{ title, kind, watchers: WATCHERS, source: posting(HIVES, HIVES) },
      start: startQueen,
    });

/** What compression and telling only changes save. */
export const BYTES: Case = {
  name: 'bytes',
  title: `Bytes on the network, ${HIVES} hives at one heartbeat a second, ${WATCHERS} watchers`,
  contenders: [queen('raw', RAW), queen('gzip', ZIPPED), queen('gzip, `format=delta`', ZIPPED_DELTA)],
  settleRounds: SETTLE_ROUNDS,
  columns: [
    { figure: 'bytesEach', head: 'bytes a sample and watcher', digits: 0 },
    { figure: 'cores', head: 'cores', digits: 2 },
    { figure: 'p50', head: 'p50 ms', digits: 1 },
    { figure: 'p99', head: 'p99 ms', digits: 1 },
    { figure: 'notTaken', head: 'refused or late', digits: 0 },
    { figure: 'lost', head: 'lost', digits: 0 },
  ],
  ratios: [
    { what: 'bytes, raw to gzip', figure: 'bytesEach', of: 0, to: 1, atLeast: 6 },
    { what: 'bytes, raw to gzip of changes', figure: 'bytesEach', of: 0, to: 2, atLeast: 30 },
    { what: 'CPU, gzip to raw', figure: 'cpuMs', of: 1, to: 0, atMost: 1 },
    { what: 'CPU, gzip of changes to raw', figure: 'cpuMs', of: 2, to: 0, atMost: 1 },
  ],
  bounds: [
    { what: 'events lost with gzip', figure: 'lost', of: 1, below: 1 },
    {
      what: 'bytes that one watcher of changes received and another did not',
      figure: 'uneven',
      of: 2,
      below: 1,
    },
  ],
  notes: [
    'Latency is not measured for watchers of changes: a set of changes lacks the number that it needs.',
  ],
};
