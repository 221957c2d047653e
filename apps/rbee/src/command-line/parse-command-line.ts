import { credentials } from '@rbee/history/remote-write-settings';
import { Command, CommanderError, Option } from 'commander';
import { type ConfigFile, findConfig } from '../config-file.ts';
import { type EngineKeys, keysInFiles, keysInVariables } from '../engine-keys.ts';
import { readCertificates } from '../queen-ca.ts';
import type { ReadText } from '../read-text.ts';
import {
  type DoctorSettings,
  doctorTable,
  type Environment,
  type Flags,
  fileSettings,
  flagName,
  type HistoryExportSettings,
  type HistoryInfoSettings,
  type HistoryPruneSettings,
  type HiveSettings,
  historyExportTable,
  historyInfoTable,
  historyPruneTable,
  hiveTable,
  isLoopback,
  type Machine,
  type QueenSettings,
  queenTable,
  type RunSettings,
  resolve,
  runTable,
  type Setting,
  type Settings,
  type SimulateSettings,
  simulateTable,
  type UpSettings,
  upTable,
  type ValuesOf,
  withoutSecrets,
} from '../settings/index.ts';
import { type CommandName, DESCRIPTIONS, EXAMPLES } from './help-text.ts';

/** What the program was asked to do. */
export type CommandLine =
  | { readonly kind: 'show'; readonly text: string }
  | { readonly kind: 'wrong'; readonly sentence: string }
  | ({ readonly kind: 'queen'; readonly settings: QueenSettings } & FromFile)
  | ({ readonly kind: 'hive'; readonly settings: HiveSettings } & FromFile & WithTrust & WithKeys)
  | ({ readonly kind: 'up'; readonly settings: UpSettings } & FromFile & WithKeys)
  | { readonly kind: 'run'; readonly settings: RunSettings; readonly command: readonly [string, ...string[]] }
  | { readonly kind: 'simulate'; readonly settings: SimulateSettings }
  | ({ readonly kind: 'history info'; readonly settings: HistoryInfoSettings } & FromFile)
  | ({ readonly kind: 'history export'; readonly settings: HistoryExportSettings } & FromFile)
  | ({ readonly kind: 'history prune'; readonly settings: HistoryPruneSettings } & FromFile)
  | ({ readonly kind: 'doctor'; readonly settings: DoctorSettings; readonly config: ConfigFile } & WithTrust);

interface FromFile {
  /** Path of the config file that was read; absent without one. */
  readonly configPath?: string;
}

interface WithTrust {
  /** Certificates of `--queen-ca`, each in the form PEM; absent without it. */
  readonly trusted?: readonly string[];
}

interface WithKeys {
  /** Keys of engines in environment variables; absent without one. */
  readonly keys?: EngineKeys;
}

/**
 * Follows the command of a process that `rbee up` starts. The process reads no flags, variables or files: its parent
 * sends it a `CommandLine` with checked settings, so that none of them is visible in the list of processes.
 */
export const FROM_PARENT = '--settings-from-parent';

/** What the meaning of a command line depends on, besides its arguments. */
export interface Surroundings {
  readonly environment: Environment;
  readonly machine: Machine;
  readonly version: string;
  /** The user whom keys in the environment belong to; root unless given. */
  readonly userId?: number;
  /** Reads config files and certificates; by default there are none. */
  readonly readText?: ReadText;
}

/** Turns checked settings into a command line, or refuses a combination of them. */
type Finish<S extends Settings> = (values: ValuesOf<S>, file: ConfigFile) => CommandLine;

/** Reads the arguments that follow the program's name. */
export function parseCommandLine(args: readonly string[], surroundings: Surroundings): CommandLine {
  const { machine, version } = surroundings;
  // Everything after `--` belongs to the command that `rbee run` starts.
  const dashes = args[0] === 'run' ? args.indexOf('--') : -1;
  const own = dashes < 0 ? args : args.slice(0, dashes);
  const tail = dashes < 0 ? undefined : args.slice(dashes + 1);
  let shown = '';
  let result: CommandLine | undefined;
  const program = new Command('rbee')
    .description(DESCRIPTIONS.rbee)
    .version(version, '-V, --version', 'show the version')
    .configureOutput({
      writeOut: (text) => {
        shown += text;
      },
      writeErr: () => {},
      getOutHelpWidth: () => 100,
    })
    .exitOverride()
    .helpCommand(false)
    .addHelpText('after', EXAMPLES.rbee);
  const add: Add = (name, table, finish) => {
    const command = addCommand(program, name, table);
    command.action(() => {
      result = readCommand(name, command, { table, finish }, surroundings);
    });
  };
  add(
    'up',
    upTable(machine),
    (settings, file) =>
      refusedQueen(settings) ??
      refusedRemoteWrite(settings, surroundings, 'up') ??
      withKeys({ kind: 'up', settings, ...pathOf(file) }, surroundings),
  );
  add(
    'queen',
    queenTable(machine),
    (settings, file) =>
      refusedQueen(settings) ??
      refusedRemoteWrite(settings, surroundings, 'queen') ?? { kind: 'queen', settings, ...pathOf(file) },
  );
  const { readText = NO_FILES } = surroundings;
  add('hive', hiveTable(machine), (settings, file) =>
    withKeys(withTrust({ kind: 'hive', settings, ...pathOf(file) }, readText), surroundings),
  );
  add('run', runTable(), (settings) => runLine(settings, tail));
  add('simulate', simulateTable(), simulateLine);
  addHistory(add, machine);
  add('doctor', doctorTable(), (settings, config) =>
    withTrust({ kind: 'doctor', settings, config }, readText),
  );
  try {
    program.parse(own.length === 0 ? ['--help'] : [...own], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'show', text: shown };
    if (error.code === 'commander.help') return wrong(`give a command: ${HISTORY_COMMANDS}.`, 'history');
    return own[0] === 'run' && !tail
      ? wrong(sentenceOf(error, '; the command to run goes after --'), 'run')
      : wrong(sentenceOf(error, ' (see rbee --help)'));
  }
  return (
    result ?? wrong('give a command: up, queen, hive, run, simulate, history or doctor (see rbee --help).')
  );
}

type Add = <S extends Settings>(name: CommandName, table: S, finish: Finish<S>) => void;

const HISTORY_COMMANDS = 'info, export or prune (see rbee history --help)';

function addHistory(add: Add, machine: Machine): void {
  add('history info', historyInfoTable(machine), (settings, file) => ({
    ...{ kind: 'history info', settings, ...pathOf(file) },
  }));
  add('history export', historyExportTable(machine), (settings, file) => ({
    ...{ kind: 'history export', settings, ...pathOf(file) },
  }));
  add('history prune', historyPruneTable(machine), (settings, file) =>
    settings.before === ''
      ? wrong('say with --before what is to be removed, such as --before -30d.', 'history prune')
      : { kind: 'history prune', settings, ...pathOf(file) },
  );
}

const NO_FILES: ReadText = () => ({ ok: false, code: 'ENOENT' });

/** The command line with the certificates that it names, or what is wrong with their file. */
function withTrust(line: Extract<CommandLine, { kind: 'hive' | 'doctor' }>, readText: ReadText): CommandLine {
  const { queenCa } = line.settings;
  if (queenCa === undefined) return line;
  const read = readCertificates(queenCa, readText);
  return read.kind === 'wrong' ? wrong(`${read.sentence}.`, line.kind) : { ...line, trusted: read.pem };
}

const pathOf = (file: ConfigFile): FromFile => (file.kind === 'file' ? { configPath: file.values.path } : {});

const hasFile = (table: Settings): boolean => Object.values(table).some(({ key }) => key !== undefined);

function addCommand(program: Command, name: CommandName, table: Settings): Command {
  const [first = '', second] = name.split(' ');
  const parent = second === undefined ? program : groupOf(program, 'history');
  const command = parent
    .command(second ?? first)
    .description(DESCRIPTIONS[name])
    .addHelpText('after', EXAMPLES[name]);
  for (const setting of Object.values(table)) command.addOption(optionOf(setting));
  if (hasFile(table)) {
    command
      .option(
        '--config <path>',
        'config file (environment: RBEE_CONFIG; default: ./rbee.config.json, then /etc/rbee/rbee.config.json, if only this user and root can write to it)',
      )
      .option('--no-config', 'do not read a config file');
  }
  return command.allowExcessArguments(false);
}

/** A command that only has commands of its own. */
const groupOf = (program: Command, name: 'history'): Command =>
  program.commands.find((it) => it.name() === name) ??
  program
    .command(name)
    .description(DESCRIPTIONS[name])
    .addHelpText('after', EXAMPLES[name])
    .helpCommand(false);

function optionOf({ flag, about, variable, shown }: Setting<unknown>): Option {
  const notes = [variable && `environment: ${variable}`, shown && `default: ${shown}`].filter(Boolean);
  const option = new Option(flag, notes.length > 0 ? `${about} (${notes.join('; ')})` : about);
  const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
  return flag.includes('<') ? option.argParser(collect) : option;
}

/** Reads the settings of a command. `rbee doctor` runs even if the config file is invalid, and reports that. */
function readCommand<S extends Settings>(
  name: CommandName,
  command: Command,
  { table, finish }: { readonly table: S; readonly finish: Finish<S> },
  { environment, machine, readText = NO_FILES }: Surroundings,
): CommandLine {
  const settings = fileSettings(machine);
  const file: ConfigFile = hasFile(table)
    ? findConfig({ flag: configFlagOf(command), environment, readText, settings })
    : { kind: 'none' };
  const values = file.kind === 'file' ? file.values : undefined;
  const resolved = resolve(table, flagsOf(command, table), environment, values);
  const line =
    resolved.kind === 'wrong' ? wrong(`${resolved.sentence}.`, name) : finish(resolved.values, file);
  return file.kind === 'wrong' && line.kind !== 'doctor' ? wrong(`${file.sentence}.`, name) : line;
}

/** The flags that were given; the defaults that commander adds itself are left out. */
function flagsOf(command: Command, table: Settings): Flags {
  const given = new Map<string, readonly string[]>();
  for (const setting of Object.values(table)) {
    const key = optionOf(setting).attributeName();
    if (command.getOptionValueSource(key) !== 'cli') continue;
    const value: unknown = command.getOptionValue(key);
    given.set(flagName(setting), Array.isArray(value) ? value : []);
  }
  return given;
}

/** The path given with `--config`; false for `--no-config`. */
function configFlagOf(command: Command): string | false | undefined {
  if (command.getOptionValueSource('config') !== 'cli') return undefined;
  const value: unknown = command.getOptionValue('config');
  return typeof value === 'string' ? value : false;
}

const wrong = (sentence: string, command?: string): CommandLine => ({
  kind: 'wrong',
  sentence: `${command ? `rbee ${command}` : 'rbee'}: ${sentence}`,
});

/** The error of commander as one sentence, with the likely spelling or otherwise with `hint`. */
function sentenceOf({ message }: CommanderError, hint: string): string {
  const safe = withoutSecrets(message.replace(/^(error: unknown option '[^=']*)=.*'/s, "$1'"));
  const [first = '', likely = ''] = safe.replace(/^error: /, '').split(/\. |\n/);
  const meant = /Did you mean (.*)\?/.exec(likely)?.[1];
  return `${first.replace(/\.$/, '')}${meant ? `; did you mean ${meant}?` : `${hint}.`}`;
}

/** Refuses a queen that the network can reach, unless the flag allows it. */
function refusedQueen({ host, insecure }: QueenSettings | UpSettings): CommandLine | undefined {
  if (insecure || isLoopback(host)) return undefined;
  return wrong(
    `a queen on ${host} is reachable from the network and has no authentication; add --insecure-no-access-control to allow it.`,
  );
}

/**
 * The command line with the keys in the environment variables that it names. Refuses a variable or a file without a key;
 * a file is read again when the hive starts.
 */
function withKeys(
  line: CommandLine,
  { environment, userId = 0, readText = NO_FILES }: Surroundings,
): CommandLine {
  if (line.kind !== 'hive' && line.kind !== 'up') return line;
  const { engineKeyFiles, engineKeyVariables } = line.settings;
  const { keys, complaints } = keysInVariables(engineKeyVariables, environment, userId);
  const [complaint] = [...keysInFiles(engineKeyFiles, readText).complaints, ...complaints];
  if (complaint !== undefined) return wrong(`${complaint}.`, line.kind);
  return keys.length > 0 ? { ...line, keys } : line;
}

/** Refuses targets without a history, and one whose file of secrets cannot be used. The file is read again when something is sent. */
function refusedRemoteWrite(
  { remoteWrite, history }: QueenSettings | UpSettings,
  { readText = NO_FILES }: Surroundings,
  command: 'queen' | 'up',
): CommandLine | undefined {
  const readSecret = (path: string): string => {
    const read = readText(path, 'named');
    if (read.ok) return read.text;
    throw Object.assign(new Error(read.code ?? read.complaint), read.code !== null && { code: read.code });
  };
  if (!history && remoteWrite.length > 0) {
    return wrong(
      'remote write sends what is in the history; leave out --no-history or --remote-write.',
      command,
    );
  }
  for (const target of remoteWrite) {
    try {
      credentials(target, readSecret);
    } catch (error) {
      return wrong(`remote write to ${target.name}: ${(error as Error).message}.`, command);
    }
  }
  return undefined;
}

function runLine(settings: RunSettings, tail: readonly string[] | undefined): CommandLine {
  const [program, ...args] = tail ?? [];
  if (!settings.group) return wrong('name the group of the worker with --group <name>.', 'run');
  if (!settings.instance) return wrong('name the instance with --instance <name>.', 'run');
  if (!program) {
    return wrong('give the command after --, as in rbee run ... -- llama-server --port 8080.', 'run');
  }
  return { kind: 'run', settings, command: [program, ...args] };
}

/** Refuses to put load on a queen on another computer, unless the flag allows it. */
function simulateLine(settings: SimulateSettings): CommandLine {
  const { queenUrl, yesLoadThisQueen, link, post } = settings;
  const host = new URL(queenUrl).hostname.replace(/^\[|\]$/g, '');
  if (link && post) return wrong('choose one of --link and --post.', 'simulate');
  if (yesLoadThisQueen || isLoopback(host)) return { kind: 'simulate', settings };
  return wrong(
    `the queen at ${host} is not on this computer, and a simulation puts load on it and adds simulated hives to its page; add --yes-load-this-queen to allow it.`,
    'simulate',
  );
}
