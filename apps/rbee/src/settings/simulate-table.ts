import { wholeNumber } from './readers.ts';
import { single, turnable, type ValuesOf } from './setting.ts';
import { decimal, shareOf, shortTime } from './simulate-readers.ts';
import { whereTheQueenIs } from './tables.ts';

/** What `rbee simulate` can be told. */
export const simulateTable = () => ({
  ...whereTheQueenIs,
  hives: single(wholeNumber(1, 20_000), 100, {
    flag: '--hives <number>',
    variable: 'RBEE_SIMULATE_HIVES',
    about: 'how many hives, 1 to 20000',
  }),
  workers: single(wholeNumber(0, 512), 8, {
    flag: '--workers <number>',
    variable: 'RBEE_SIMULATE_WORKERS',
    about: 'workers of each hive, 0 to 512',
  }),
  rate: single(decimal(0.1, 10), 1, {
    flag: '--rate <number>',
    variable: 'RBEE_SIMULATE_RATE',
    about: 'heartbeats a second of each hive, 0.1 to 10',
  }),
  link: turnable(false, { flag: '--link', about: 'send over the hive link alone' }),
  post: turnable(false, {
    flag: '--post',
    about: 'send by POST alone; without either flag over the link, and by POST where she has none',
  }),
  churn: single(shareOf('%/min', 100), 0, {
    flag: '--churn <share>',
    variable: 'RBEE_SIMULATE_CHURN',
    about: 'hives that stop and start each minute, and workers that restart, such as 1%/min',
    shown: '0%/min',
  }),
  skewMs: single(shortTime(0), 0, {
    flag: '--skew <time>',
    variable: 'RBEE_SIMULATE_SKEW',
    about: 'most that the clock of a hive is off, such as 5s or 500ms',
    shown: '0s',
  }),
  outOfOrder: single(shareOf('%', 100), 0, {
    flag: '--out-of-order <share>',
    variable: 'RBEE_SIMULATE_OUT_OF_ORDER',
    about: 'heartbeats that arrive after the next one, such as 2%',
    shown: '0%',
  }),
  duplicates: single(shareOf('%', 100), 0, {
    flag: '--duplicates <share>',
    variable: 'RBEE_SIMULATE_DUPLICATES',
    about: 'heartbeats that arrive twice, such as 2%',
    shown: '0%',
  }),
  seed: single(wholeNumber(0, 999_999), 1, {
    flag: '--seed <number>',
    variable: 'RBEE_SIMULATE_SEED',
    about: 'which fleet, 0 to 999999: the same number gives the same machines, models and restarts',
  }),
  durationMs: single(shortTime(1), Number.POSITIVE_INFINITY, {
    flag: '--duration <time>',
    variable: 'RBEE_SIMULATE_DURATION',
    about: 'stop after so long, such as 30s or 10m',
    shown: 'until Ctrl-C',
  }),
  yesLoadThisQueen: turnable(false, {
    flag: '--yes-load-this-queen',
    about: 'put this load on a queen that is not on this computer',
  }),
});

/** What `rbee simulate` was told; shares are 0 to 1, of churn each minute. */
export type SimulateSettings = ValuesOf<ReturnType<typeof simulateTable>>;
