import { DEFAULT_QUEEN_PORT, LIMITS } from '@rbee/contract/plain';
import { accessSettings } from './access-settings.ts';
import { historySettings } from './history-settings.ts';
import { DEFAULT_QUEEN_URL, joinedQueen, joinSettings, tokenSettings } from './join-settings.ts';
import {
  directory,
  duration,
  engineKeyFile,
  engineKeyVariable,
  file,
  frameOrigin,
  hiveId,
  hostName,
  library,
  listenHost,
  network,
  oneOf,
  origin,
  pattern,
  queenUrl,
  watchRule,
  wholeNumber,
  workerName,
} from './readers.ts';
import { remoteWrite } from './remote-write-setting.ts';
import { list, optional, optionalList, type Setting, single, toggle, type ValuesOf } from './setting.ts';
import { proxySettings, signIn } from './sign-in-setting.ts';
import { tlsSettings } from './tls-settings.ts';

/** What the defaults of some settings depend on. */
export interface Machine {
  readonly hostname: string;
  /** True if the log goes to a terminal. */
  readonly terminal: boolean;
  /** Folder for what must survive a restart. */
  readonly dataFolder: string;
}

/** Default hive id: the host name, with `-` for characters that an id may not contain ([H1]). */
export const hiveIdOf = (hostname: string): string =>
  hostname.replace(/[^A-Za-z0-9._:@-]/g, '-').slice(0, 128) || 'hive';

const logLevels = oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent');

const log = ({ terminal }: Machine, level: 'info' | 'warn') => ({
  logLevel: single(logLevels, level, {
    flag: '--log-level <level>',
    variable: 'RBEE_LOG_LEVEL',
    key: 'log_level',
    about: 'minimum level to log: trace, debug, info, warn, error, fatal or silent',
    fileAbout: 'Minimum level to log; the default is info, and warn for rbee up.',
  }),
  logFormat: single(oneOf('pretty', 'json'), terminal ? 'pretty' : 'json', {
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
    about: 'address to listen on; on any but loopback, everybody is asked who they are',
  }),
  ...accessSettings,
  allowOrigins: list(origin, {
    flag: '--allow-origin <origin>',
    variable: 'QUEEN_ALLOW_ORIGIN',
    key: 'queen.allow_origin',
    about: 'also allow pages of this origin to read, such as https://grafana.example (repeatable)',
    fileAbout: 'Additional origins whose pages may read, such as https://grafana.example.',
  }),
  allowFrames: list(frameOrigin, {
    flag: '--allow-frame <origin>',
    variable: 'QUEEN_ALLOW_FRAME',
    key: 'queen.allow_frame',
    about:
      'also allow pages of this origin to show the page in a frame, such as https://grafana.example (repeatable)',
    fileAbout:
      'Additional origins whose pages may show the page in a frame, such as https://grafana.example.',
  }),
  allowHosts: list(hostName, {
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
  fleetMb: optional(wholeNumber(1, 1_048_576), {
    flag: '--fleet-mb <number>',
    variable: 'QUEEN_FLEET_MB',
    key: 'queen.fleet_mb',
    about: 'memory for the state of all hives, MiB; heartbeats that need more are refused',
    shown: 'a quarter of the heap, at most 1024',
  }),
  addressShare: single(wholeNumber(1, 100), 50, {
    flag: '--address-share <percent>',
    variable: 'QUEEN_ADDRESS_SHARE',
    key: 'queen.address_share',
    about: 'part of each limit that one address may use of what the others leave; 100 for no shares',
  }),
  trustedProxies: list(network, {
    flag: '--trust-proxy <address>',
    variable: 'QUEEN_TRUST_PROXY',
    key: 'queen.trust_proxy',
    about:
      'reverse proxy whose X-Forwarded-For tells the address of a client, such as 127.0.0.1 or 10.0.0.0/8 (repeatable)',
    fileAbout:
      'Addresses or networks of reverse proxies whose X-Forwarded-For tells the address of a client.',
  }),
  remoteWrite,
  signIn,
  ...proxySettings,
};

/** The name of the hive of this machine. */
export const hiveIdSetting = ({ hostname }: Machine) => ({
  hiveId: single(hiveId, hiveIdOf(hostname), {
    flag: '--hive-id <name>',
    variable: 'HIVE_ID',
    key: 'hive.hive_id',
    about: 'name of this hive',
    shown: "this machine's name",
  }),
});

const sampling = {
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
};

/** The address of the queen, for commands that connect to one. */
export const queenAddress = {
  queenUrl: single(queenUrl, DEFAULT_QUEEN_URL, {
    flag: '--queen-url <address>',
    variable: 'HIVE_QUEEN_URL',
    key: 'hive.queen_url',
    about: 'address of the queen',
  }),
};

/** Whom a command trusts that connects to a queen behind TLS. */
export const queenTrust = {
  queenCa: optional(file, {
    flag: '--queen-ca <file>',
    variable: 'RBEE_QUEEN_CA',
    key: 'hive.queen_ca',
    about:
      "file with certificates (PEM) that the queen's own certificate may be signed by, besides those that Node trusts",
  }),
};

const monitoring = {
  watch: optionalList(watchRule, {
    flag: '--watch <group[:engine]=pattern>',
    variable: 'RBEE_WATCH',
    key: 'watch',
    about:
      "also treat processes whose command line matches this regular expression as workers of that group; with an engine, such as 'llm:llama.cpp=my-server', its rules for port and model apply (repeatable; one per line in the variable)",
    fileAbout:
      'Additional processes to treat as workers, as group=pattern: a regular expression for the command line, its arguments joined by spaces. In group:engine=pattern the rules of that engine apply to port and model.',
  }),
  ignore: optionalList(pattern, {
    flag: '--ignore <pattern>',
    variable: 'RBEE_IGNORE',
    key: 'ignore',
    about:
      'ignore workers whose command line matches this regular expression (repeatable; one per line in the variable)',
    fileAbout: 'Workers to ignore: those whose command line matches one of these regular expressions.',
  }),
  procRoot: optional(directory, {
    flag: '--proc-root <path>',
    variable: 'HIVE_PROC_ROOT',
    key: 'hive.proc_root',
    about: "where the machine's /proc is mounted, such as /host/proc in a container",
    shown: '/proc',
  }),
  sysRoot: optional(directory, {
    flag: '--sys-root <path>',
    variable: 'HIVE_SYS_ROOT',
    key: 'hive.sys_root',
    about: "where the machine's /sys is mounted, such as /host/sys in a container",
    shown: '/sys',
  }),
  nvmlLibrary: optional(library, {
    flag: '--nvml-library <file>',
    variable: 'HIVE_NVML_LIBRARY',
    key: 'hive.nvml_library',
    about: "NVIDIA's library libnvidia-ml.so.1, if it is in an unusual place",
    shown: 'searched in the usual places',
  }),
};

/** How inference engines are asked what they report about themselves. */
const engines = {
  engines: toggle(true, {
    flag: '--no-engines',
    key: 'hive.engines',
    about: 'do not ask inference engines what they report about themselves',
    fileAbout: 'Whether to ask inference engines what they report about themselves; default: true.',
  }),
  engineMetrics: toggle(true, {
    flag: '--no-engine-metrics',
    key: 'hive.engine_metrics',
    about: 'do not read /metrics of llama.cpp, as each reading resets the window of its averages',
    fileAbout:
      'Whether to read /metrics of llama.cpp; each reading resets the window of its averages. Default: true.',
  }),
  engineWithoutMetrics: list(workerName, {
    flag: '--engine-without-metrics <group/instance>',
    variable: 'RBEE_ENGINE_WITHOUT_METRICS',
    key: 'hive.engine_without_metrics',
    about: 'the same for one worker, such as llm/8080 (repeatable)',
    fileAbout: 'Workers of llama.cpp whose /metrics is not read, such as llm/8080.',
  }),
  engineKeyFiles: optionalList(engineKeyFile, {
    flag: '--engine-key-file <group/instance=file>',
    variable: 'RBEE_ENGINE_KEY_FILE',
    key: 'hive.engine_key_files',
    about:
      "file with the key of a worker's engine, such as llm/8080=/etc/rbee/key; the key is sent only to that worker, and only if its user owns the file or is root (repeatable; one per line in the variable)",
    fileAbout:
      "Files with the keys of workers' engines, such as llm/8080=/etc/rbee/key. A key is sent only to its worker, and only if the user of the worker owns the file or is root.",
  }),
  engineKeyVariables: optionalList(engineKeyVariable, {
    flag: '--engine-key-env <group/instance=variable>',
    variable: 'RBEE_ENGINE_KEY_ENV',
    key: 'hive.engine_key_env',
    about:
      "environment variable with the key of a worker's engine, such as llm/8080=LLAMA_KEY; the key is sent only to that worker, and only if it runs as the hive's own user or as root (repeatable; one per line in the variable)",
    fileAbout:
      "Environment variables with the keys of workers' engines, such as llm/8080=LLAMA_KEY. A key is sent only to its worker, and only if that runs as the hive's own user or as root.",
  }),
};

/** Settings of `rbee queen`. */
export const queenTable = (machine: Machine) => ({
  ...server,
  ...tlsSettings,
  ...historySettings(machine),
  ...log(machine, 'info'),
});

/** Settings of `rbee hive`. */
export const hiveTable = (machine: Machine) => ({
  ...joinedQueen,
  ...queenTrust,
  ...joinSettings(machine),
  ...sampling,
  ...monitoring,
  ...engines,
  ...log(machine, 'info'),
});

/** Settings of `rbee up`. */
export const upTable = (machine: Machine) => ({
  ...server,
  ...historySettings(machine),
  ...hiveIdSetting(machine),
  ...sampling,
  ...monitoring,
  ...engines,
  samples: toggle(true, {
    flag: '--no-samples',
    key: 'up.samples',
    about: 'do not start sample workers when no inference server runs',
    fileAbout: 'Whether to start sample workers when no inference server runs; default: true.',
  }),
  ...log(machine, 'warn'),
});

/** Settings of `rbee doctor`. */
export const doctorTable = (machine: Machine) => ({
  ...joinedQueen,
  ...queenTrust,
  ...tokenSettings(machine),
  ...monitoring,
  json: toggle(false, { flag: '--json', about: 'print the findings as JSON' }),
});

/** Every setting that a config file may contain, by its key (`queen.port`). */
export function fileSettings(machine: Machine): ReadonlyMap<string, Setting<unknown>> {
  const tables = [hiveTable(machine), queenTable(machine), upTable(machine)];
  const settings = tables.flatMap((table): Setting<unknown>[] => Object.values(table));
  return new Map(settings.flatMap((it) => (it.key === undefined ? [] : [[it.key, it]])));
}

/** Values of the settings of `rbee queen`. */
export type QueenSettings = ValuesOf<ReturnType<typeof queenTable>>;

/** Values of the settings of `rbee hive`. */
export type HiveSettings = ValuesOf<ReturnType<typeof hiveTable>>;

/** Values of the settings of `rbee up`. */
export type UpSettings = ValuesOf<ReturnType<typeof upTable>>;

/** Values of the settings of `rbee doctor`. */
export type DoctorSettings = ValuesOf<ReturnType<typeof doctorTable>>;

/** Values of the settings of the monitor; undefined for its own defaults. */
export type MonitorSettings = ValuesOf<typeof monitoring>;

/** Values of the settings of the reading of engines. */
export type EngineSettings = ValuesOf<typeof engines>;

/** Values of the settings of the history. */
export type HistorySettings = ValuesOf<ReturnType<typeof historySettings>>;

/** Values of the settings of the log. */
export type LogSettings = Pick<QueenSettings, 'logLevel' | 'logFormat'>;
