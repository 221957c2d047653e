import { HIVE_ID, LIMITS } from '@rbee/contract/plain';
import { type Clock, systemClock } from './clock.ts';
import { type OpenLink, openOverWs } from './link/index.ts';
import { containedLog, type HiveLog } from './log.ts';
import { parseQueenUrl, QUEEN_URL_EXPECTED } from './queen-url.ts';
import type { SampleSource } from './sampling.ts';
import { type FetchQueen, fetchOverHttp } from './sending/index.ts';

/** Settings of a hive. */
export interface HiveOptions {
  /** Name of this hive: 1-128 of `A-Z a-z 0-9 . _ : @ -` ([H1]). */
  readonly hiveId: string;
  /** Address of the queen, http or https; a path in it is kept. */
  readonly queenUrl: string;
  /** Time between two heartbeats, whole milliseconds, 100 to 60000; 1000 unless given. */
  readonly intervalMs?: number;
  /** Version of the hive, which each heartbeat carries. */
  readonly version: string;
  /** Source of the samples. The caller closes it. */
  readonly monitor: SampleSource;
  readonly log: HiveLog;
  /** Is called once, when the queen accepts the first heartbeat. */
  readonly onReport?: () => void;
  /** Sends POSTs to the queen, as the global `fetch` does. Node's own HTTP client unless given. */
  readonly fetch?: FetchQueen;
  /** Opens a link to the queen; null for POSTs only. A WebSocket of the `ws` library unless given. */
  readonly openLink?: OpenLink | null;
  /** The machine's clock unless given. */
  readonly clock?: Clock;
  /** A number from 0 up to 1, for the jitter of the backoff; `Math.random` unless given. */
  readonly random?: () => number;
}

/** Valid options with their defaults. */
export interface HiveSettings extends Required<Omit<HiveOptions, 'queenUrl'>> {
  readonly queenUrl: URL;
}

const hiveIdPattern = new RegExp(HIVE_ID.pattern);

/** Checks the options and adds the defaults; throws a `RangeError` that names the one that is wrong. */
export function hiveSettings(options: HiveOptions): HiveSettings {
  const { hiveId, intervalMs = LIMITS.defaultIntervalMs } = options;
  if (!hiveIdPattern.test(hiveId))
    throw new RangeError(`hiveId must be ${HIVE_ID.expected}, not "${hiveId}"`);
  const { minIntervalMs, maxIntervalMs } = LIMITS;
  if (!Number.isInteger(intervalMs) || intervalMs < minIntervalMs || intervalMs > maxIntervalMs) {
    throw new RangeError(`intervalMs must be a whole number from ${minIntervalMs} to ${maxIntervalMs}`);
  }
  const queenUrl = parseQueenUrl(options.queenUrl);
  if (!queenUrl) throw new RangeError(`queenUrl must be ${QUEEN_URL_EXPECTED}`);
  return {
    fetch: fetchOverHttp,
    openLink: openOverWs,
    clock: systemClock,
    random: Math.random,
    onReport: () => {},
    ...options,
    log: containedLog(options.log),
    intervalMs,
    queenUrl,
  };
}
