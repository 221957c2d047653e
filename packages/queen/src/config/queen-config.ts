import type { FastifyBaseLogger } from 'fastify';
import type { QueenClock } from '../time/index.ts';

/** What a queen is told at start; everything but the first three has a default. */
export interface QueenConfig {
  /** Address that it will listen on: for the Host check and for `/v1/info`. */
  readonly host: string;
  /** Port that it will listen on; 0 for any that is free. */
  readonly port: number;
  /** Version that it reports of itself. */
  readonly version: string;
  /** Folder of the built dashboard, served at `/`; without one `/` says how to build it. */
  readonly pageDir?: string;
  /** When the dashboard was built, RFC 3339; `/v1/info` repeats it. */
  readonly buildTimestamp?: string;
  /** Further browser origins whose pages may read, such as `https://grafana.example`. */
  readonly allowOrigins?: readonly string[];
  /** Further names that it answers to in the `Host` header, without a port. */
  readonly allowHosts?: readonly string[];
  /** How long a hive that went silent is kept, milliseconds; default 24 h ([R4]). */
  readonly forgetAfterMs?: number;
  /** Bytes of past events kept for watchers that come back ([S5]); default 16 MiB. */
  readonly ringBytes?: number;
  /** Age of past events kept for watchers that come back ([S5]), milliseconds; default 5 min. */
  readonly ringAgeMs?: number;
  /** Bytes that one watcher may leave unread before samples are merged for it ([S6]); default 1 MiB. */
  readonly watcherBufferBytes?: number;
  /** Bytes that all watchers together may leave unread, shared evenly; default 256 MiB. */
  readonly totalBufferBytes?: number;
  /** Different views of the stream at one time ([S9]); a watcher of one more is refused with `overloaded`; default 256. */
  readonly maxViews?: number;
  /** Watchers at one time; the next is refused with `overloaded`; default 2000. */
  readonly maxWatchers?: number;
  /** Hives known at one time; a heartbeat of one more is refused with `overloaded`; default 10000. */
  readonly maxHives?: number;
  /** Links of hives at one time ([L1]); the next is refused with `overloaded`; default 12000. */
  readonly maxLinks?: number;
  /** Lateness of the event loop from which heartbeats are refused with `overloaded`, milliseconds; default 500. */
  readonly maxLagMs?: number;
  /** Time in which a request must have arrived whole, milliseconds; default 10 s. */
  readonly requestTimeoutMs?: number;
  /** Its clocks; default those of the process. */
  readonly clock?: QueenClock;
  /** 0 to below 1, for the jitter of reconnections; default `Math.random`. */
  readonly random?: () => number;
  /** A pino logger; silent without one. */
  readonly logger?: FastifyBaseLogger;
}

/** A queen's configuration with every default filled in. */
export type Settings = Required<Omit<QueenConfig, 'pageDir' | 'buildTimestamp' | 'logger'>> &
  Pick<QueenConfig, 'pageDir' | 'buildTimestamp' | 'logger'>;
