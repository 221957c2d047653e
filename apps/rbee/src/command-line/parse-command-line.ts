import { Command, CommanderError, Option } from 'commander';
import { type ConfigFile, findConfig } from '../config-file.ts';
import {
  doctorTable,
  type Flags,
  fileSettings,
  flagName,
  historyExportTable,
  historyInfoTable,
  historyPruneTable,
  hiveTable,
  type Machine,
  queenTable,
  resolve,
  runTable,
  type Setting,
  type Settings,
  simulateTable,
  topTable,
  upTable,
  type ValuesOf,
  withoutSecrets,
} from '../settings/index.ts';
import { refusedQueen, refusedRemoteWrite, runLine, simulateLine, withKeys, withTrust } from './checks.ts';
import { type CommandLine, type FromFile, NO_FILES, type Surroundings, wrong } from './command-line.ts';
import { type CommandName, DESCRIPTIONS, EXAMPLES } from './help-text.ts';

/**
 * Follows the command of a process that `rbee up` starts. The process reads no flags, variables or files: its parent
 * sends it a `CommandLine` with checked settings, so that none of them is visible in the list of processes.
 */
export const FROM_PARENT = '--settings-from-parent';

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
  add('hive', hiveTable(machine), (settings, file) =>
    withKeys(withTrust({ kind: 'hive', settings, ...pathOf(file) }, surroundings), surroundings),
  );
  add('run', runTable(), (settings) => runLine(settings, tail));
  add('top', topTable(), (settings) => withTrust({ kind: 'top', settings }, surroundings));
  add('simulate', simulateTable(), (settings) => simulateLine(settings, surroundings));
  addHistory(add, machine);
  add('doctor', doctorTable(), (settings, config) =>
    withTrust({ kind: 'doctor', settings, config }, surroundings),
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
    result ??
    wrong('give a command: up, queen, hive, run, top, simulate, history or doctor (see rbee --help).')
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

/** The error of commander as one sentence, with the likely spelling or otherwise with `hint`. */
function sentenceOf({ message }: CommanderError, hint: string): string {
  const safe = withoutSecrets(message.replace(/^(error: unknown option '[^=']*)=.*'/s, "$1'"));
  const [first = '', likely = ''] = safe.replace(/^error: /, '').split(/\. |\n/);
  const meant = /Did you mean (.*)\?/.exec(likely)?.[1];
  return `${first.replace(/\.$/, '')}${meant ? `; did you mean ${meant}?` : `${hint}.`}`;
}
