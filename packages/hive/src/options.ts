import { HIVE_ID, HIVE_TOKEN, LIMITS } from '@rbee/contract/plain';
import { isHiveToken, type TokenSource } from './access/index.ts';
import { type Clock, systemClock } from './clock.ts';
import { type OpenLink, openOverWs, openOverWsBy } from './link/index.ts';
import { containedLog, type HiveLog } from './log.ts';
import { parseQueenUrl, QUEEN_URL_EXPECTED } from './queen-url.ts';
import type { SampleSource } from './sampling.ts';
import { type FetchQueen, fetchOverHttp, fetchPinned } from './sending/index.ts';

/** Settings of a hive. */
export interface HiveOptions {
  /** Name of this hive: 1-128 of `A-Z a-z 0-9 . _ : @ -` ([H1]). */
  readonly hiveId: string;
  /** Address of the queen, http or https; a path in it is kept. */
  readonly queenUrl: string;
  /** The token of this hive, or where it is from ([A2]); none for a queen without access control. */
  readonly token?: string | TokenSource;
  /**
   * SHA-256 of the queen's public key (SubjectPublicKeyInfo, base64url): connections are to a queen with this key and no other,
   * also if its certificate is signed by itself ([A3]). Needs an https address; replaces `fetch` and `openLink` unless given.
   */
  readonly pin?: string;
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
export interface HiveSettings extends Required<Omit<HiveOptions, 'queenUrl' | 'token' | 'pin'>> {
  readonly queenUrl: URL;
  readonly token: TokenSource;
}

const hiveIdPattern = new RegExp(HIVE_ID.pattern);
/** 32 bytes in base64url. */
const PIN = /^[\w-]{43}$/;

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
  const { pin, token } = options;
  if (pin !== undefined && (queenUrl.protocol !== 'https:' || !PIN.test(pin))) {
    throw new RangeError('pin must be 43 characters of base64url, and needs a queenUrl with https');
  }
  if (typeof token === 'string' && !isHiveToken(token)) {
    throw new RangeError(`token must be ${HIVE_TOKEN.expected}`);
  }
  return {
    fetch: pin === undefined ? fetchOverHttp : fetchPinned(pin),
    openLink: pin === undefined ? openOverWs : (...handshake) => openOverWsBy({ pin }, ...handshake),
    clock: systemClock,
    random: Math.random,
    onReport: () => {},
    ...options,
    log: containedLog(options.log),
    intervalMs,
    queenUrl,
    token: typeof token === 'object' ? token : { read: () => token },
  };
}
