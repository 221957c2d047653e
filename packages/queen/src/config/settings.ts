import { parseInstant, systemClock } from '../time/index.ts';
import type { QueenConfig, Settings } from './queen-config.ts';

const DEFAULTS = {
  allowOrigins: [],
  allowHosts: [],
  forgetAfterMs: 24 * 60 * 60 * 1000,
  ringBytes: 16 * 1024 * 1024,
  ringAgeMs: 5 * 60 * 1000,
  watcherBufferBytes: 1024 * 1024,
  totalBufferBytes: 256 * 1024 * 1024,
  maxViews: 256,
  maxWatchers: 2_000,
  maxHives: 10_000,
  maxLinks: 12_000,
  maxLagMs: 500,
  requestTimeoutMs: 10_000,
  clock: systemClock,
  random: Math.random,
} satisfies Partial<QueenConfig>;

const POSITIVE = [
  'forgetAfterMs',
  'ringBytes',
  'ringAgeMs',
  'watcherBufferBytes',
  'totalBufferBytes',
  'maxViews',
  'maxWatchers',
  'maxHives',
  'maxLinks',
  'maxLagMs',
  'requestTimeoutMs',
] as const;

/** Fills in the defaults. Throws an `Error` that names the setting which cannot be used. */
export function settingsOf(config: QueenConfig): Settings {
  const settings: Settings = { ...DEFAULTS, ...config };
  for (const name of POSITIVE) demand(settings[name] > 0, name, 'a number above 0', settings[name]);
  const { host, port, buildTimestamp } = settings;
  demand(host !== '', 'host', 'an address or a name', host);
  demand(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port', 'from 0 to 65535', port);
  for (const origin of settings.allowOrigins) {
    demand(isOrigin(origin), 'allowOrigins', 'origins such as https://grafana.example', origin);
  }
  if (buildTimestamp !== undefined) {
    demand(parseInstant(buildTimestamp) !== null, 'buildTimestamp', 'an RFC 3339 time', buildTimestamp);
  }
  return settings;
}

function demand(holds: boolean, name: string, expected: string, given: unknown): void {
  if (!holds) throw new Error(`${name} must be ${expected}, not ${JSON.stringify(given)}`);
}

const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
