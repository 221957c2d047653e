import { DEFAULT_QUEEN_PORT, LIMITS } from '@rbee/contract/plain';
import { hiveIdOf, type Machine } from './machine.ts';
import {
  directory,
  duration,
  hiveId,
  hostName,
  listenHost,
  oneOf,
  origin,
  pattern,
  queenUrl,
  watchRule,
  wholeNumber,
} from './readers.ts';
import { several, single, turnable, unsaid, unsaidSeveral, type ValuesOf } from './setting.ts';

const logLevel = oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent');
type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

const log = ({ terminal }: Machine, level: LogLevel) => ({
  logLevel: single<LogLevel>(logLevel, level, {
    flag: '--log-level <level>',
    variable: 'RBEE_LOG_LEVEL',
    key: 'log_level',
    about: 'minimum level to log: trace, debug, info, warn, error, fatal or silent',
    fileAbout: 'Minimum level to log; the default is info, and warn for rbee up.',
  }),
  logFormat: single<'pretty' | 'json'>(oneOf('pretty', 'json'), terminal ? 'pretty' : 'json', {
    flag: '--log-format <format>',
    variable: 'RBEE_LOG_FORMAT',
    key: 'log_format',
    about: 'pretty (readable text) or json',
    shown: 'pretty on a terminal, otherwise json',
  }),
});

const server = {
  port: single(wholeNumber(0, 65_535), DEFAULT_QUEEN_PORT as number, {
    flag: '--port <number>',
    variable: 'QUEEN_PORT',
    key: 'queen.port',
    about: 'port to listen on; 0 for any free port',
  }),
  host: single(listenHost, '127.0.0.1', {
    flag: '--host <address>',
    variable: 'QUEEN_HOST',
    key: 'queen.host',
    about: 'address to listen on; any address but loopback needs --insecure-no-access-control',
  }),
  insecure: turnable(false, {
    flag: '--insecure-no-access-control',
    key: 'queen.insecure_no_access_control',
    about: 'run without authentication on an address that the network can reach',
    fileAbout:
      'Whether to run without authentication on an address that the network can reach; default: false.',
  }),
  allowOrigins: several(origin, {
    flag: '--allow-origin <origin>',
    variable: 'QUEEN_ALLOW_ORIGIN',
    key: 'queen.allow_origin',
    about: 'also allow pages of this origin to read, such as https://grafana.example (repeatable)',
    fileAbout: 'Additional origins whose pages may read, such as https://grafana.example.',
  }),
  allowHosts: several(hostName, {
    flag: '--allow-host <name>',
    variable: 'QUEEN_ALLOW_HOST',
    key: 'queen.allow_host',
    about: 'also accept this name in the Host header, such as queen.example (repeatable)',
    fileAbout: 'Additional names to accept in the Host header, such as queen.example.',
  }),
  forgetAfterMs: single(duration, 24 * 60 * 60 * 1_000, {
    flag: '--forget-after <time>',
    variable: 'QUEEN_FORGET_AFTER',
    key: 'queen.forget_after',
    about: 'time without a heartbeat after which a hive is removed',
    shown: '24h',
  }),
};

const agent = ({ hostname }: Machine) => ({
  hiveId: single(hiveId, hiveIdOf(hostname), {
    flag: '--hive-id <name>',
    variable: 'HIVE_ID',
    key: 'hive.hive_id',
    about: 'name of this hive',
    shown: "this machine's name",
  }),
  intervalMs: single(
    wholeNumber(LIMITS.minIntervalMs, LIMITS.maxIntervalMs),
    LIMITS.defaultIntervalMs as number,
    {
      flag: '--interval-ms <number>',
      variable: 'HIVE_INTERVAL_MS',
      key: 'hive.interval_ms',
      about: `milliseconds between two samples, ${LIMITS.minIntervalMs} to ${LIMITS.maxIntervalMs}`,
    },
  ),
});

/** Where the queen is. */
export const whereTheQueenIs = {
  queenUrl: single(queenUrl, `http://localhost:${DEFAULT_QUEEN_PORT}`, {
    flag: '--queen-url <address>',
    variable: 'HIVE_QUEEN_URL',
    key: 'hive.queen_url',
    about: 'address of the queen',
  }),
};

const looking = {
  watch: unsaidSeveral(watchRule, {
    flag: '--watch <group=pattern>',
    variable: 'RBEE_WATCH',
    key: 'watch',
    about:
      'also treat processes whose command line matches this regular expression as workers of that group (repeatable; one per line in the variable)',
    fileAbout:
      'Additional processes to treat as workers, as group=pattern: a regular expression for the command line, its arguments joined by spaces.',
  }),
  ignore: unsaidSeveral(pattern, {
    flag: '--ignore <pattern>',
    variable: 'RBEE_IGNORE',
    key: 'ignore',
    about:
      'ignore workers whose command line matches this regular expression (repeatable; one per line in the variable)',
    fileAbout: 'Workers to ignore: those whose command line matches one of these regular expressions.',
  }),
  procRoot: unsaid(directory, {
    flag: '--proc-root <path>',
    variable: 'HIVE_PROC_ROOT',
    key: 'hive.proc_root',
    about: "where the machine's /proc is mounted, such as /host/proc in a container",
    shown: '/proc',
  }),
  sysRoot: unsaid(directory, {
    flag: '--sys-root <path>',
    variable: 'HIVE_SYS_ROOT',
    key: 'hive.sys_root',
    about: "where the machine's /sys is mounted, such as /host/sys in a container",
    shown: '/sys',
  }),
};

/** Settings of `rbee queen`. */
export const queenTable = (machine: Machine) => ({ ...server, ...log(machine, 'info') });

/** Settings of `rbee hive`. */
export const hiveTable = (machine: Machine) => ({
  ...whereTheQueenIs,
  ...agent(machine),
  ...looking,
  ...log(machine, 'info'),
});

/** Settings of `rbee up`. */
export const upTable = (machine: Machine) => ({
  ...server,
  ...agent(machine),
  ...looking,
  samples: turnable(true, {
    flag: '--no-samples',
    key: 'up.samples',
    about: 'do not start sample workers when no inference server runs',
    fileAbout: 'Whether to start sample workers when no inference server runs; default: true.',
  }),
  ...log(machine, 'warn'),
});

/** Settings of `rbee doctor`. */
export const doctorTable = () => ({
  ...whereTheQueenIs,
  ...looking,
  json: turnable(false, { flag: '--json', about: 'print the findings as JSON' }),
});

export type QueenSettings = ValuesOf<ReturnType<typeof queenTable>>;

export type HiveSettings = ValuesOf<ReturnType<typeof hiveTable>>;

export type UpSettings = ValuesOf<ReturnType<typeof upTable>>;

export type DoctorSettings = ValuesOf<ReturnType<typeof doctorTable>>;

/** Settings of the monitor; undefined for its defaults. */
export type LookSettings = Pick<HiveSettings, 'watch' | 'ignore' | 'procRoot' | 'sysRoot'>;

export type LogSettings = Pick<QueenSettings, 'logLevel' | 'logFormat'>;
