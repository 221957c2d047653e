import { DEFAULT_QUEEN_URL, fleetInvite, joinedQueen } from './join-settings.ts';
import { wholeNumber, within, withUnit } from './readers.ts';
import { optional, type Reader, single, toggle, type ValuesOf } from './setting.ts';
import { queenTrust } from './tables.ts';

/** A number within bounds, with up to three decimals. */
const decimal = (least: number, most: number): Reader<number> => ({
  parse: (text) => within(/^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN, least, most),
  expected: `a number from ${least} to ${most}`,
});

/** A percentage such as `1%`, as a number from 0 to 1; the unit may be left out. */
const share = (unit: '%' | '%/min'): Reader<number> => ({
  parse: (text) => {
    const number = text.endsWith(unit) ? text.slice(0, -unit.length) : text;
    return within(/^\d{1,3}(?:\.\d{1,3})?$/.test(number) ? Number(number) / 100 : Number.NaN, 0, 1);
  },
  expected: `a percentage from 0${unit} to 100${unit}, such as 1${unit}`,
});

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration such as `500ms`, `30s` or `10m`, up to a day, as milliseconds. */
const shortDuration = (leastMs: number): Reader<number> => ({
  parse: (text) => within(withUnit(text, /^(\d{1,8})(ms|s|m|h)$/, UNITS_MS), leastMs, 24 * UNITS_MS.h),
  expected: 'a duration up to 24h, such as 500ms, 30s or 10m',
});

/** Settings of `rbee simulate`. */
export const simulateTable = () => ({
  queenUrl: { ...joinedQueen.queenUrl, shown: `that of the invite, else ${DEFAULT_QUEEN_URL}` },
  ...queenTrust,
  join: optional(fleetInvite, {
    flag: '--join <text>',
    variable: 'RBEE_SIMULATE_JOIN',
    about:
      'let each hive join with this invite, which must have a use for each; their tokens are kept in memory only',
  }),
  hives: single(wholeNumber(1, 20_000), 100, {
    flag: '--hives <number>',
    variable: 'RBEE_SIMULATE_HIVES',
    about: 'number of hives, 1 to 20000',
  }),
  workers: single(wholeNumber(0, 512), 8, {
    flag: '--workers <number>',
    variable: 'RBEE_SIMULATE_WORKERS',
    about: 'workers per hive, 0 to 512',
  }),
  rate: single(decimal(0.1, 10), 1, {
    flag: '--rate <number>',
    variable: 'RBEE_SIMULATE_RATE',
    about: 'heartbeats per second of each hive, 0.1 to 10',
  }),
  link: toggle(false, { flag: '--link', about: 'send over the hive link only' }),
  post: toggle(false, {
    flag: '--post',
    about: 'send by POST only; without either flag, over the link, with POST as fallback',
  }),
  churn: single(share('%/min'), 0, {
    flag: '--churn <share>',
    variable: 'RBEE_SIMULATE_CHURN',
    about: 'share of hives and workers that restart each minute, such as 1%/min',
    shown: '0%/min',
  }),
  skewMs: single(shortDuration(0), 0, {
    flag: '--skew <time>',
    variable: 'RBEE_SIMULATE_SKEW',
    about: 'maximum clock skew of a hive, such as 5s or 500ms',
    shown: '0s',
  }),
  outOfOrder: single(share('%'), 0, {
    flag: '--out-of-order <share>',
    variable: 'RBEE_SIMULATE_OUT_OF_ORDER',
    about: 'share of heartbeats that arrive after the next one, such as 2%',
    shown: '0%',
  }),
  duplicates: single(share('%'), 0, {
    flag: '--duplicates <share>',
    variable: 'RBEE_SIMULATE_DUPLICATES',
    about: 'share of heartbeats that arrive twice, such as 2%',
    shown: '0%',
  }),
  seed: single(wholeNumber(0, 999_999), 1, {
    flag: '--seed <number>',
    variable: 'RBEE_SIMULATE_SEED',
    about: 'seed of the fleet, 0 to 999999: the same seed gives the same machines, models and restarts',
  }),
  durationMs: single(shortDuration(1), Number.POSITIVE_INFINITY, {
    flag: '--duration <time>',
    variable: 'RBEE_SIMULATE_DURATION',
    about: 'stop after this time, such as 30s or 10m',
    shown: 'until Ctrl-C',
  }),
  yesLoadThisQueen: toggle(false, {
    flag: '--yes-load-this-queen',
    about: 'allow loading a queen that is not on this computer',
  }),
});

/** Values of the settings of `rbee simulate`; shares are numbers from 0 to 1, and churn is per minute. */
export type SimulateSettings = ValuesOf<ReturnType<typeof simulateTable>> & {
  /** That of the flag, of the invite, or of the queen on this computer. */
  readonly queenUrl: string;
};
