import { bytes, durationFrom, folder } from './readers.ts';
import { single, toggle } from './setting.ts';
import type { Machine } from './tables.ts';

const HOUR_MS = 60 * 60 * 1_000;
const MIB = 2 ** 20;

/** What the queen keeps of the past, and where. */
export const historySettings = ({ dataFolder }: Machine) => ({
  history: toggle(true, {
    flag: '--no-history',
    variable: 'QUEEN_HISTORY',
    key: 'queen.history',
    about: 'keep nothing of the past',
    fileAbout: 'Whether to keep the past of the fleet in files; default: true.',
  }),
  data: single(folder, dataFolder, {
    flag: '--data <folder>',
    variable: 'QUEEN_DATA',
    key: 'queen.data',
    about: 'folder for the files of the history',
    fileAbout:
      'Folder for the files of the history; default: the state directory of the system, such as ~/.local/state/rbee, or /var/lib/rbee for root.',
  }),
  secondsAgeMs: single(durationFrom('10m'), 24 * HOUR_MS, {
    flag: '--history-seconds <time>',
    variable: 'QUEEN_HISTORY_SECONDS',
    key: 'queen.history_seconds',
    about: 'how long the history has every second',
    shown: '24h',
  }),
  minutesAgeMs: single(durationFrom('1h'), 90 * 24 * HOUR_MS, {
    flag: '--history-minutes <time>',
    variable: 'QUEEN_HISTORY_MINUTES',
    key: 'queen.history_minutes',
    about: 'how long it has the smallest, mean and largest value of each minute',
    shown: '90d',
  }),
  quartersAgeMs: single(durationFrom('1d'), 365 * 24 * HOUR_MS, {
    flag: '--history-quarters <time>',
    variable: 'QUEEN_HISTORY_QUARTERS',
    key: 'queen.history_quarters',
    about: 'how long it has those of each quarter of an hour, and the events',
    shown: '365d',
  }),
  secondsBytes: single(bytes('16M', '1024T'), 512 * MIB, {
    flag: '--history-seconds-size <size>',
    variable: 'QUEEN_HISTORY_SECONDS_SIZE',
    key: 'queen.history_seconds_size',
    about: 'disk that the seconds may use; beyond it the oldest are removed',
    shown: '512M',
  }),
  minutesBytes: single(bytes('16M', '1024T'), 1_024 * MIB, {
    flag: '--history-minutes-size <size>',
    variable: 'QUEEN_HISTORY_MINUTES_SIZE',
    key: 'queen.history_minutes_size',
    about: 'the same for the minutes',
    fileAbout: 'Disk that the minutes of the history may use; beyond it the oldest are removed.',
    shown: '1G',
  }),
  quartersBytes: single(bytes('16M', '1024T'), 512 * MIB, {
    flag: '--history-quarters-size <size>',
    variable: 'QUEEN_HISTORY_QUARTERS_SIZE',
    key: 'queen.history_quarters_size',
    about: 'the same for the quarters of an hour and the events',
    fileAbout:
      'Disk that the quarters of an hour and the events of the history may use; beyond it the oldest are removed.',
    shown: '512M',
  }),
});
