import { Command, CommanderError } from 'commander';
import { type ConfigFile, findConfig } from '../config-file.ts';
import {
  doctorTable,
  fileSettings,
  hiveTable,
  queenTable,
  resolve,
  runTable,
  type Settings,
  simulateTable,
  upTable,
} from '../settings/index.ts';
import type { CommandLine, Surroundings } from './command-line.ts';
import { addConfigOptions, configFlagOf, flagsOf, optionOf } from './command-options.ts';
import { refusedQueen, runLine, simulateLine, wrong } from './finish.ts';
import { sentenceOf } from './sentence-of.ts';
import { type CommandName, DESCRIPTIONS, EXAMPLES } from './words.ts';

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[], surroundings: Surroundings): CommandLine {
  const { environment, machine, version, readText = () => ({ ok: false, code: 'ENOENT' }) } = surroundings;
  let shown = '';
  let result: CommandLine | undefined;
  const show = (text: string): void => {
    shown += text;
  };
  const program = new Command('rbee')
    .description(DESCRIPTIONS.rbee)
    .version(version, '-V, --version', 'show the version')
    .configureOutput({ writeOut: show, writeErr: () => {}, getOutHelpWidth: () => 100 })
    .exitOverride()
    .helpCommand(false)
    .addHelpText('after', EXAMPLES.rbee);
  const { head, tail } = splitCommand(args);

  const add = <S extends Settings>(name: CommandName, table: S, finish: Finish<S>): void => {
    const command = program
      .command(name)
      .description(DESCRIPTIONS[name])
      .addHelpText('after', EXAMPLES[name]);
    for (const setting of Object.values(table)) command.addOption(optionOf(setting));
    const inFile = Object.values(table).some((it) => it.key !== undefined);
    if (inFile) addConfigOptions(command);
    command.allowExcessArguments(false).action(() => {
      const search = { environment, readText, settings: fileSettings(machine) };
      const file = inFile ? findConfig({ ...search, flag: configFlagOf(command) }) : NO_FILE;
      const values = file.kind === 'file' ? file.values : undefined;
      const resolved = resolve(table, flagsOf(command, table), environment, values);
      result =
        resolved.kind === 'wrong' ? wrong(`${resolved.sentence}.`, name) : finish(resolved.values, file);
      if (file.kind === 'wrong' && result.kind !== 'doctor') result = wrong(`${file.sentence}.`, name);
    });
  };
  add('up', upTable(machine), (settings) => refusedQueen(settings) ?? { kind: 'up', settings });
  add('queen', queenTable(machine), (settings) => refusedQueen(settings) ?? { kind: 'queen', settings });
  add('hive', hiveTable(machine), (settings) => ({ kind: 'hive', settings }));
  add('run', runTable(), (settings) => runLine(settings, tail));
  add('simulate', simulateTable(), simulateLine);
  add('doctor', doctorTable(), (settings, config) => ({ kind: 'doctor', settings, config }));

  try {
    program.parse(head.length === 0 ? ['--help'] : [...head], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'show', text: shown };
    return head[0] === 'run' && !tail
      ? wrong(sentenceOf(error, BEHIND_DASHES), 'run')
      : wrong(sentenceOf(error));
  }
  return result ?? wrong('give a command: up, queen, hive, run, simulate or doctor (see rbee --help).');
}

type Finish<S extends Settings> = (
  values: Extract<ReturnType<typeof resolve<S>>, { kind: 'values' }>['values'],
  file: ConfigFile,
) => CommandLine;

const NO_FILE: ConfigFile = { kind: 'none' };
const BEHIND_DASHES = '; the command to run goes after --';

/** The arguments of `rbee run` itself, and those after `--`, which belong to the command. */
function splitCommand(args: readonly string[]): { head: readonly string[]; tail?: readonly string[] } {
  const dashes = args[0] === 'run' ? args.indexOf('--') : -1;
  return dashes < 0 ? { head: args } : { head: args.slice(0, dashes), tail: args.slice(dashes + 1) };
}
