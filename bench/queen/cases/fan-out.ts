import type { Case, Settings } from '../contender.ts';
import { byItself, posting, startFanOut } from '../fan-out.ts';
import { natsPublisher } from '../load/nats-publisher.ts';
import { NATS, RAW, type WatcherKind, ZIPPED } from '../load/watch.ts';
import { startNats } from '../servers/nats.ts';
import { startReference } from '../servers/reference.ts';
import { SETTLE_ROUNDS } from './shared.ts';

const HIVES = 1_000;
const WATCHERS = 1_000;

/** So many events a second better-sse can tell to so many watchers on one core. */
const BETTER_SSE_PACE = 20;

const queen =
  (title: string, kind: WatcherKind) =>
  ({ startQueen }: Settings) =>
    startFanOut({
      ...{ title, kind, watchers: WATCHERS, source: posting(HIVES, HIVES) },
      start: startQueen,
    });

/** Many events to many watchers. */
export const FAN_OUT: Case = {
  name: 'fan-out',
  title: `Fan-out, ${HIVES} events a second of about 1.8 KB to ${WATCHERS} watchers`,
  contenders: [
    queen('queen, gzip; POST ingest included', ZIPPED),
    queen('queen, raw; POST ingest included', RAW),
    () =>
      startFanOut({
        title: 'cheapest loop: one shared raw buffer every 50 ms to bare sockets',
        ...{ kind: RAW, watchers: WATCHERS, source: byItself, start: () => startReference('shared-buffer') },
      }),
    () =>
      startFanOut({
        title: 'nats-server, one subject, same bytes',
        ...{ kind: NATS, watchers: WATCHERS, start: startNats },
        source: ({ port }, posts) => natsPublisher(port, HIVES, HIVES, posts),
      }),
    () =>
      startFanOut({
        title: `better-sse, at ${BETTER_SSE_PACE} events a second, the most it sustains`,
        ...{ kind: RAW, watchers: WATCHERS, source: posting(HIVES, BETTER_SSE_PACE) },
        start: () => startReference('better-sse'),
      }),
  ],
  settleRounds: SETTLE_ROUNDS,
  columns: [
    { figure: 'perCpuSecond', head: 'deliveries a CPU second', digits: 0 },
    { figure: 'perSecond', head: 'deliveries a second', digits: 0 },
    { figure: 'cores', head: 'cores', digits: 2 },
    { figure: 'bytesEach', head: 'bytes a delivery', digits: 0 },
    { figure: 'p50', head: 'p50 ms', digits: 1 },
    { figure: 'p99', head: 'p99 ms', digits: 1 },
    { figure: 'notTaken', head: 'refused or late', digits: 0 },
    { figure: 'lost', head: 'lost', digits: 0 },
  ],
  ratios: [
    {
      what: 'deliveries a CPU second with gzip, to the cheapest loop',
      figure: 'perCpuSecond',
      of: 0,
      to: 2,
      atLeast: 0.85,
    },
    { what: 'the same, to nats-server', figure: 'perCpuSecond', of: 0, to: 3, atLeast: 3 },
    { what: 'the same, to better-sse', figure: 'perCpuSecond', of: 0, to: 4, atLeast: 40 },
    { what: 'deliveries a CPU second raw, to the cheapest loop', figure: 'perCpuSecond', of: 1, to: 2 },
  ],
  bounds: [
    { what: 'events lost with gzip', figure: 'lost', of: 0, below: 1 },
    { what: 'events lost raw', figure: 'lost', of: 1, below: 1 },
    { what: 'bytes that one raw watcher received and another did not', figure: 'uneven', of: 1, below: 1 },
    { what: 'bytes that one gzip watcher received and another did not', figure: 'uneven', of: 0, below: 1 },
  ],
  notes: [
    'nats-server and better-sse get as many events as they accept; what they deliver is counted, not what they get.',
  ],
};
