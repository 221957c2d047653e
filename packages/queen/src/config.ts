import { getHeapStatistics } from 'node:v8';
import type { Access } from '@rbee/access';
import type { History } from '@rbee/history';
import type { FastifyBaseLogger } from 'fastify';
import { isProxyHeader, type ProxySignIn } from './access/index.ts';
import { isProxyAddress } from './client-address.ts';
import { parseInstant, type QueenClock, systemClock } from './time.ts';
import type { ServerCertificate } from './tls/index.ts';

/** Options of a queen; all but the first three have a default. */
export interface QueenConfig {
  /** Address that the caller will listen on; used by the Host check and `/v1/info`. */
  readonly host: string;
  /** Port that the caller will listen on; 0 for any free port. */
  readonly port: number;
  /** Version that `/v1/info` and `/openapi.json` report. */
  readonly version: string;
  /** Folder of the built dashboard, served at `/`; if absent, `/` answers how to build it. */
  readonly pageDir?: string;
  /** Build time of the dashboard, RFC 3339; reported by `/v1/info`. */
  readonly buildTimestamp?: string;
  /** Additional browser origins whose pages may read, such as `https://grafana.example`. */
  readonly allowOrigins?: readonly string[];
  /**
   * Additional origins whose pages may show the queen's pages in a frame, such as `https://grafana.example`; a name or an IPv4
   * address, as a content security policy can name no other host. Default: none but the queen's own.
   */
  readonly allowFrames?: readonly string[];
  /** Additional names accepted in the `Host` header, without a port. */
  readonly allowHosts?: readonly string[];
  /** A hive is forgotten after this time without a heartbeat, milliseconds; default 24 h ([R4]). */
  readonly forgetAfterMs?: number;
  /** Memory of past events kept for watchers that reconnect ([S5]), bytes; default 16 MiB. */
  readonly ringBytes?: number;
  /** Maximum age of past events kept for watchers that reconnect ([S5]), milliseconds; default 5 min. */
  readonly ringAgeMs?: number;
  /** Unsent bytes of one watcher above which samples are merged for it ([S6]); default 1 MiB. */
  readonly watcherBufferBytes?: number;
  /** Unsent bytes of all watchers together, shared evenly; default 256 MiB. */
  readonly totalBufferBytes?: number;
  /**
   * Maximum number of different views of the stream with a filter or an interval ([S9]); further ones are refused with
   * `overloaded`; default 256.
   */
  readonly maxViews?: number;
  /** Maximum number of watchers; further ones are refused with `overloaded`; default 4000. */
  readonly maxWatchers?: number;
  /** Maximum number of known hives; heartbeats of further ones are refused with `overloaded`; default 20000. */
  readonly maxHives?: number;
  /**
   * Memory of the state of all hives, bytes; heartbeats that need more are refused with `overloaded`. Default: a quarter of the
   * heap's limit, at most 1 GiB.
   */
  readonly fleetBytes?: number;
  /** Maximum number of links ([L1]); further ones are refused with `overloaded`; default 24000. */
  readonly maxLinks?: number;
  /** Bytes of all bodies and frames that have not arrived completely or wait to be read; default 128 MiB. */
  readonly bodyBytes?: number;
  /** Maximum number of connections; further ones are closed at once; default 30000. */
  readonly maxConnections?: number;
  /** Number of files, sockets among them, that the process may have open; fewer connections are accepted if it is small. Default: no limit. */
  readonly openFiles?: number;
  /**
   * The part of each limit that one address may hold of what the others leave, above 0 up to 1; default 0.5. With 1 there are
   * no shares.
   */
  readonly addressShare?: number;
  /**
   * Addresses and networks of the reverse proxies, such as 127.0.0.1 or 10.0.0.0/8, whose `X-Forwarded-For` tells the address
   * of a client; default: none.
   */
  readonly trustedProxies?: readonly string[];
  /** Event loop delay above which heartbeats are refused with `overloaded`, milliseconds; default 500. */
  readonly maxLagMs?: number;
  /** Timeout for receiving a whole request, milliseconds; default 10 s. */
  readonly requestTimeoutMs?: number;
  /** Default: the clocks of the process. */
  readonly clock?: QueenClock;
  /** Returns a number from 0 to below 1, for the jitter of reconnections; default `Math.random`. */
  readonly random?: () => number;
  /** A pino logger; if absent, nothing is logged. */
  readonly logger?: FastifyBaseLogger;
  /** Where the past of the fleet is kept (section P); the queen closes it when it stops. If absent, none is kept. */
  readonly history?: History;
  /** Who may do what (section A); the queen closes it when it stops. If absent, nobody is asked who they are. */
  readonly access?: Access;
  /** Headers by which the trusted proxies name the person whom they let in ([A5]); if absent, none count. */
  readonly proxySignIn?: ProxySignIn;
  /** The certificate with which the queen speaks TLS; if absent, it speaks plain HTTP. */
  readonly tls?: ServerCertificate;
  /**
   * SHA-256 of the public key of the queen's own certificate (SubjectPublicKeyInfo, base64url), for invites ([A3]); undefined without one.
   * Default: that of `tls`.
   */
  readonly publicKeyPin?: () => string | undefined;
  /** Number of lines of the log that its destination could not write, for `/metrics`; default: 0. */
  readonly logLinesLost?: () => number;
}

/** The options with every default filled in. */
export type Settings = Required<Omit<QueenConfig, Optional>> & Pick<QueenConfig, Optional>;

/** Options that can stay absent. */
type Optional = 'pageDir' | 'buildTimestamp' | 'logger' | 'history' | 'access' | 'proxySignIn' | 'tls';

/** Defaults of the settings that must be above 0. */
const POSITIVE_DEFAULTS = {
  forgetAfterMs: 24 * 60 * 60 * 1000,
  ringBytes: 16 * 1024 * 1024,
  ringAgeMs: 5 * 60 * 1000,
  watcherBufferBytes: 1024 * 1024,
  totalBufferBytes: 256 * 1024 * 1024,
  maxViews: 256,
  maxWatchers: 4_000,
  maxHives: 20_000,
  fleetBytes: Math.min(1024 ** 3, getHeapStatistics().heap_size_limit / 4),
  maxLinks: 24_000,
  bodyBytes: 128 * 1024 * 1024,
  /** More than the links and watchers together. */
  maxConnections: 30_000,
  openFiles: Number.POSITIVE_INFINITY,
  addressShare: 0.5,
  maxLagMs: 500,
  requestTimeoutMs: 10_000,
};

/** Fills in the defaults. Throws an `Error` that names the first invalid setting. */
export function settingsOf(config: QueenConfig): Settings {
  const others = {
    allowOrigins: [],
    allowFrames: [],
    allowHosts: [],
    trustedProxies: [],
    clock: systemClock,
    random: Math.random,
    logLinesLost: () => 0,
    publicKeyPin: () => config.tls?.publicKeyPin,
  };
  const settings: Settings = { ...POSITIVE_DEFAULTS, ...others, ...config };
  for (const name of Object.keys(POSITIVE_DEFAULTS) as (keyof typeof POSITIVE_DEFAULTS)[]) {
    demand(settings[name] > 0, name, 'a number above 0', settings[name]);
  }
  const { host, port, buildTimestamp } = settings;
  demand(host !== '', 'host', 'an address or a name', host);
  demand(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port', 'from 0 to 65535', port);
  for (const origin of settings.allowOrigins) {
    demand(isOrigin(origin), 'allowOrigins', 'origins such as https://grafana.example', origin);
  }
  for (const origin of settings.allowFrames) {
    const expected = 'origins with a name or an IPv4 address such as https://grafana.example';
    demand(isFrameOrigin(origin), 'allowFrames', expected, origin);
  }
  const { addressShare } = settings;
  demand(addressShare <= 1, 'addressShare', 'a number above 0 up to 1', addressShare);
  for (const proxy of settings.trustedProxies) {
    demand(isProxyAddress(proxy), 'trustedProxies', 'addresses or networks such as 10.0.0.0/8', proxy);
  }
  demandSignIn(settings);
  if (buildTimestamp !== undefined) {
    demand(parseInstant(buildTimestamp) !== null, 'buildTimestamp', 'an RFC 3339 time', buildTimestamp);
  }
  return settings;
}

function demandSignIn({ proxySignIn, trustedProxies }: Settings): void {
  if (!proxySignIn) return;
  for (const header of [proxySignIn.userHeader, proxySignIn.groupsHeader ?? 'x-none']) {
    demand(isProxyHeader(header), 'proxySignIn', 'the name of a header such as Remote-User', header);
  }
  demand(trustedProxies.length > 0, 'trustedProxies', 'the proxies whose headers count', trustedProxies);
}

function demand(holds: boolean, name: string, expected: string, given: unknown): void {
  if (!holds) throw new Error(`${name} must be ${expected}, not ${JSON.stringify(given)}`);
}

const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** A content security policy can name such hosts only (CSP Level 3, 2.3.1); any other text could end the directive. */
const isFrameOrigin = (text: string): boolean =>
  isOrigin(text) && /^[a-z0-9_.-]+(?::\d{1,5})?$/.test(new URL(text).host);
