import { wholeNumber } from './readers.ts';
import { single, turnable, type ValuesOf } from './setting.ts';
import { decimal, shareOf, shortTime } from './simulate-readers.ts';
import { whereTheQueenIs } from './tables.ts';

/** Settings of `rbee simulate`. */
export const simulateTable = () => ({
  ...whereTheQueenIs,
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
  link: turnable(false, { flag: '--link', about: 'send over the hive link only' }),
  post: turnable(false, {
    flag: '--post',
    about: 'send by POST only; without either flag, over the link, with POST as fallback',
  }),
  churn: single(shareOf('%/min', 100), 0, {
    flag: '--churn <share>',
    variable: 'RBEE_SIMULATE_CHURN',
    about: 'share of hives and workers that restart each minute, such as 1%/min',
    shown: '0%/min',
  }),
  skewMs: single(shortTime(0), 0, {
    flag: '--skew <time>',
    variable: 'RBEE_SIMULATE_SKEW',
    about: 'maximum clock skew of a hive, such as 5s or 500ms',
    shown: '0s',
  }),
  outOfOrder: single(shareOf('%', 100), 0, {
    flag: '--out-of-order <share>',
    variable: 'RBEE_SIMULATE_OUT_OF_ORDER',
    about: 'share of heartbeats that arrive after the next one, such as 2%',
    shown: '0%',
  }),
  duplicates: single(shareOf('%', 100), 0, {
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
  durationMs: single(shortTime(1), Number.POSITIVE_INFINITY, {
    flag: '--duration <time>',
    variable: 'RBEE_SIMULATE_DURATION',
    about: 'stop after this time, such as 30s or 10m',
    shown: 'until Ctrl-C',
  }),
  yesLoadThisQueen: turnable(false, {
    flag: '--yes-load-this-queen',
    about: 'allow loading a queen that is not on this computer',
  }),
});

/** Values of the settings of `rbee simulate`; shares are 0 to 1, churn is per minute. */
export type SimulateSettings = ValuesOf<ReturnType<typeof simulateTable>>;
