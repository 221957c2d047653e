import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { type ConfigFile, findConfig } from '../config-file.ts';
import {
  type Flags,
  fileSettings,
  flagName,
  resolve,
  type Settings,
  type ValuesOf,
} from '../settings/index.ts';
import { refusedAccess, refusedInvite, refusedTls, tokenLine } from './access-checks.ts';
import {
  completionLine,
  refusedJoin,
  refusedRemoteWrite,
  runLine,
  simulateLine,
  withKeys,
  withTrust,
} from './checks.ts';
import { type CommandLine, type FromFile, NO_FILES, type Surroundings, wrong } from './command-line.ts';
import { COMMAND_NAMES, hasFile, TABLES } from './commands.ts';
import type { CommandName } from './help-text.ts';
import { addCommand, newProgram, optionOf } from './program.ts';
import { refusedSignIn } from './refused-sign-in.ts';
import { usageError } from './usage-error.ts';
import { commandOf, withoutHelpCommand } from './words.ts';

/**
 * Follows the command of a process that `rbee up` starts. The process reads no flags, variables or files: its parent
 * sends it a `CommandLine` with checked settings, so that none of them is visible in the list of processes.
 */
export const FROM_PARENT = '--settings-from-parent';

type Tables = { readonly [N in CommandName]: ReturnType<(typeof TABLES)[N]> };

/** Turns checked settings into a command line, or refuses a combination of them. */
type Finish<S extends Settings> = (values: ValuesOf<S>, given: Given) => CommandLine;

/** What a command was given besides the values of its settings. */
interface Given {
  readonly file: ConfigFile;
  readonly flags: Flags;
  /** Its arguments that are no flags. */
  readonly words: readonly string[];
}

/** Reads the arguments that follow the program's name. */
export function parseCommandLine(args: readonly string[], surroundings: Surroundings): CommandLine {
  // Everything after `--` belongs to the command that `rbee run` starts.
  const dashes = args[0] === 'run' ? args.indexOf('--') : -1;
  const own = withoutHelpCommand(dashes < 0 ? args : args.slice(0, dashes));
  const tail = dashes < 0 ? undefined : args.slice(dashes + 1);
  let shown = '';
  let result: CommandLine | undefined;
  const program = newProgram(surroundings.version, (text) => {
    shown += text;
  });
  const finishers = finishersOf(surroundings, tail);
  const add = <N extends CommandName>(name: N): void => {
    const table = TABLES[name](surroundings.machine) as Tables[N];
    const command = addCommand(program, name, table);
    command.action(() => {
      result = readCommand(name, command, { table, finish: finishers[name] }, surroundings);
    });
  };
  for (const name of COMMAND_NAMES) add(name);
  try {
    program.parse(own.length === 0 ? ['--help'] : [...own], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'show', text: shown };
    return usageError(error, commandOf(own), tail !== undefined);
  }
  return result ?? wrong('give a command (see rbee --help).');
}

/** What becomes of the settings of each command. `tail` is the command that `rbee run` starts. */
function finishersOf(
  surroundings: Surroundings,
  tail: readonly string[] | undefined,
): { readonly [N in CommandName]: Finish<Tables[N]> } {
  const show = (): CommandLine => ({ kind: 'show', text: `${surroundings.version}\n` });
  return {
    up: (settings, { file, flags }) =>
      refusedAccess(settings, file, { flags, command: 'up' }) ??
      refusedTls(file, surroundings.environment) ??
      refusedRemoteWrite(settings, surroundings, 'up') ??
      refusedSignIn(settings, surroundings, 'up') ??
      withKeys({ kind: 'up', settings, ...pathOf(file) }, surroundings),
    queen: (settings, { file, flags }) =>
      refusedAccess(settings, file, { flags, command: 'queen' }) ??
      refusedRemoteWrite(settings, surroundings, 'queen') ??
      refusedSignIn(settings, surroundings, 'queen') ?? { kind: 'queen', settings, ...pathOf(file) },
    hive: (settings, { file }) =>
      refusedJoin(settings) ??
      withKeys(withTrust({ kind: 'hive', settings, ...pathOf(file) }, surroundings), surroundings),
    run: (settings) => runLine(settings, tail),
    top: (settings) => withTrust({ kind: 'top', settings }, surroundings),
    status: (settings) => withTrust({ kind: 'status', settings }, surroundings),
    simulate: (settings) => simulateLine(settings, surroundings),
    'history info': (settings, { file }) => ({ kind: 'history info', settings, ...pathOf(file) }),
    'history export': (settings, { file }) => ({ kind: 'history export', settings, ...pathOf(file) }),
    'history prune': (settings, { file }) =>
      settings.before === ''
        ? wrong('say with --before what is to be removed, such as --before -30d.', 'history prune')
        : { kind: 'history prune', settings, ...pathOf(file) },
    doctor: (settings, { file: config }) => withTrust({ kind: 'doctor', settings, config }, surroundings),
    invite: (settings, { file }) =>
      refusedInvite(settings) ?? withTrust({ kind: 'invite', settings, ...pathOf(file) }, surroundings),
    'token create': (settings, { file }) => tokenLine(settings, pathOf(file)),
    'token list': (settings, { file }) => ({ kind: 'token list', settings, ...pathOf(file) }),
    'token revoke': (settings, { file, words: [id = ''] }) => ({
      ...{ kind: 'token revoke', settings, id },
      ...pathOf(file),
    }),
    'admin reset': (settings, { file }) => ({ kind: 'admin reset', settings, ...pathOf(file) }),
    completion: (_, { words }) => completionLine(words[0] ?? ''),
    help: show,
    version: show,
  };
}

const pathOf = (file: ConfigFile): FromFile => (file.kind === 'file' ? { configPath: file.values.path } : {});

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
  const flags = flagsOf(command, table);
  const resolved = resolve(table, flags, environment, values);
  const given = { file, flags, words: command.args };
  const line =
    resolved.kind === 'wrong' ? wrong(`${resolved.sentence}.`, name) : finish(resolved.values, given);
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
