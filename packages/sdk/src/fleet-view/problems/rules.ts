import type { ProblemKind, ProblemSeverity } from './problem.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How long the signs of a problem must last until it is one, and be absent until it is over, milliseconds. */
export interface ProblemRule {
  readonly severity: ProblemSeverity;
  readonly afterMs: number;
  /** More than one interval of a hive, so that one odd sample ends nothing. */
  readonly clearMs: number;
}

/** Every kind of problem, with the reason for its times. */
export const PROBLEM_RULES: Readonly<Record<ProblemKind, ProblemRule>> = {
  // The queen has waited for ten intervals ([R1]). The next heartbeat ends it: nothing is wrong any more.
  silent: { severity: 'grave', afterMs: 0, clearMs: 0 },
  // A lost packet makes a hive late for a second or two; that is no problem of the hive.
  late: { severity: 'warning', afterMs: 5 * SECOND, clearMs: 5 * SECOND },
  // The queen counts for a minute ([H8]), so that it does not flicker by itself.
  id_twice: { severity: 'grave', afterMs: 0, clearMs: 5 * SECOND },
  // A heartbeat that waited in a queue looks like a clock that is off.
  clock: { severity: 'warning', afterMs: 10 * SECOND, clearMs: 10 * SECOND },
  // Its sign lasts for minutes after the last loss.
  lost_samples: { severity: 'warning', afterMs: 0, clearMs: 5 * SECOND },
  // Heat and the signals of the hardware come and go within seconds under changing load.
  gpu_health: { severity: 'warning', afterMs: 15 * SECOND, clearMs: 30 * SECOND },
  // An engine that starts or ends holds memory which no process has for some seconds, a large one for a minute or two.
  gpu_unclaimed: { severity: 'note', afterMs: 10 * MINUTE, clearMs: 30 * SECOND },
  // The hive has waited for 30 s ([E2]).
  stuck: { severity: 'grave', afterMs: 0, clearMs: 5 * SECOND },
  // An engine does not answer for some seconds while it takes a long prompt in.
  unreachable: { severity: 'warning', afterMs: 30 * SECOND, clearMs: 5 * SECOND },
  // Between two batches of an ordinary engine there are less than some seconds; after 30 s it is stuck ([E2]).
  no_tokens: { severity: 'warning', afterMs: 15 * SECOND, clearMs: 5 * SECOND },
  // A single long request can fill the cache of an engine for a moment.
  context: { severity: 'warning', afterMs: 10 * SECOND, clearMs: 15 * SECOND },
  // Its sign needs a minute of growth.
  queue: { severity: 'warning', afterMs: 0, clearMs: 10 * SECOND },
  // Its sign needs several restarts, and lasts for minutes after the last.
  restarts: { severity: 'warning', afterMs: 0, clearMs: 5 * SECOND },
  // Its sign needs hours.
  idle_memory: { severity: 'note', afterMs: 0, clearMs: 5 * SECOND },
  // During an upgrade, versions are mixed for as long as it takes.
  hive_versions: { severity: 'note', afterMs: 10 * MINUTE, clearMs: 30 * SECOND },
  engine_versions: { severity: 'note', afterMs: 10 * MINUTE, clearMs: 30 * SECOND },
};

/** Figures at which problems begin and end, with the reason. What lies between two limits keeps a problem that there is. */
export const PROBLEM_LIMITS = {
  /** Samples are a second apart: from two on, figures of two machines are not of the same time. */
  clockMs: { begin: 2_000, end: 1_000 },
  /** From here on engines put requests back, or truncate them; percent of the KV cache. */
  contextPct: { begin: 90, end: 85 },
  /** The driver itself and a desktop hold up to about a GiB; MiB. */
  unclaimedMb: { begin: 2_048, end: 1_536 },
  /** Fewer requests are a moment's crowd and no queue. */
  waiting: { begin: 4, end: 2 },
  /** A queue grows if its shortest length in each of three such times in a row is longer than in the one before. */
  queueStepMs: 20 * SECOND,
  /** Two restarts are an upgrade that was mended; three within the time are a loop. */
  restarts: { begin: 3, end: 1 },
  restartsMs: 15 * MINUTE,
  /** Single samples are lost whenever a queen or network restarts. */
  lostSamples: { begin: 10, end: 1 },
  lostMs: 5 * MINUTE,
  /** A model that others wait for may be needed within minutes, and loading takes minutes. After two hours it is not. */
  idleMs: 120 * MINUTE,
  /** Less is not worth a restart; MiB. */
  idleMb: 1_024,
} as const;

/** Longest pause between two looks at a fleet after which signs count as lasting: beyond it nobody knows what was between. */
export const BLIND_MS = MINUTE;

/** Problems and beginning ones that are kept at most: as many as a fleet of 10,000 workers can have of most kinds at once. */
export const MAX_TRACKED = 50_000;
