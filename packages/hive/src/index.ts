/**
 * The agent: takes a sample of its machine every interval, keeps the heartbeats that the queen has not accepted yet, and sends
 * them. It measures nothing itself (the monitor does) and reads neither environment nor arguments.
 */
export { isHiveToken, type JoinResult, joinQueen, type TokenSource } from './access/index.ts';
export { type Clock, systemClock } from './clock.ts';
export { createHive, type Hive, type HiveStats } from './hive.ts';
export {
  type ConnectFrom,
  Link,
  type LinkEnd,
  type NoLink,
  type OpenLink,
  openOverWs,
  openOverWsBy,
  reasonOf,
  spreadMs,
} from './link/index.ts';
export type { HiveLog } from './log.ts';
export type { HiveOptions } from './options.ts';
export { parseQueenUrl, QUEEN_URL_EXPECTED, routeUrl } from './queen-url.ts';
export {
  type Denial,
  type FetchQueen,
  fetchOverHttp,
  fetchPinned,
  isProblem,
  pinOf,
  RetryPace,
  readBody,
  resultOf,
  retryMsOf,
  type SendResult,
} from './sending/index.ts';
