import type { LookSettings, UpSettings } from '../settings/index.ts';

/** Arguments with which `rbee up` starts its queen; `config` is the file that it read itself. */
export const queenArguments = (settings: UpSettings, config?: string): readonly string[] => [
  'queen',
  ...configArguments(config),
  ...['--port', String(settings.port), '--host', settings.host],
  ...(settings.insecure ? ['--insecure-no-access-control'] : []),
  ...settings.allowOrigins.flatMap((origin) => ['--allow-origin', origin]),
  ...settings.allowHosts.flatMap((host) => ['--allow-host', host]),
  ...['--forget-after', `${settings.forgetAfterMs / 1_000}s`],
  ...logArguments(settings),
];

/** Arguments with which `rbee up` starts its hive; `config` is the file that it read itself. */
export const hiveArguments = (settings: UpSettings, queenUrl: string, config?: string): readonly string[] => [
  'hive',
  ...configArguments(config),
  ...['--queen-url', queenUrl, '--hive-id', settings.hiveId, '--interval-ms', String(settings.intervalMs)],
  ...lookArguments(settings),
  ...logArguments(settings),
];

const configArguments = (config: string | undefined): readonly string[] =>
  config === undefined ? ['--no-config'] : ['--config', config];

const lookArguments = ({ watch = [], ignore = [], procRoot, sysRoot }: LookSettings): readonly string[] => [
  ...watch.flatMap(({ group, pattern }) => ['--watch', `${group}=${pattern.source}`]),
  ...ignore.flatMap((pattern) => ['--ignore', pattern.source]),
  ...(procRoot === undefined ? [] : ['--proc-root', procRoot]),
  ...(sysRoot === undefined ? [] : ['--sys-root', sysRoot]),
];

const logArguments = ({ logLevel, logFormat }: UpSettings): readonly string[] => [
  ...['--log-level', logLevel, '--log-format', logFormat],
];
