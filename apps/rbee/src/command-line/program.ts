import { Command, Option } from 'commander';
import type { Setting, Settings } from '../settings/index.ts';
import { ARGUMENTS, CONFIG_FLAGS, hasFile, partsOf } from './commands.ts';
import { type CommandName, DESCRIPTIONS, EXAMPLES, type GroupName } from './help-text.ts';

/** The program without its commands. It writes what it shows to `write`, and throws instead of ending the process. */
export const newProgram = (version: string, write: (text: string) => void): Command =>
  new Command('rbee')
    .description(DESCRIPTIONS.rbee)
    .version(version, '-V, --version', 'show the version')
    .configureOutput({ writeOut: write, writeErr: () => {}, getOutHelpWidth: () => 100 })
    .exitOverride()
    .helpCommand(false)
    .addHelpText('after', EXAMPLES.rbee);

/** Adds a command with its settings as options. */
export function addCommand(program: Command, name: CommandName, table: Settings): Command {
  const { group, own } = partsOf(name);
  const parent = group === undefined ? program : groupOf(program, group);
  const command = parent.command(own).description(DESCRIPTIONS[name]).addHelpText('after', EXAMPLES[name]);
  const argument = ARGUMENTS[name];
  if (argument) command.argument(argument.shown, argument.about);
  for (const setting of Object.values(table)) command.addOption(optionOf(setting));
  if (hasFile(table)) for (const { flag, about } of CONFIG_FLAGS) command.option(flag, about);
  return command.allowExcessArguments(false);
}

/** A command that only has commands of its own. */
const groupOf = (program: Command, name: GroupName): Command =>
  program.commands.find((it) => it.name() === name) ??
  program
    .command(name)
    .description(DESCRIPTIONS[name])
    .addHelpText('after', EXAMPLES[name])
    .helpCommand(false);

/** The option of a setting. */
export function optionOf({ flag, about, variable, shown }: Setting<unknown>): Option {
  const notes = [variable && `environment: ${variable}`, shown && `default: ${shown}`].filter(Boolean);
  const option = new Option(flag, notes.length > 0 ? `${about} (${notes.join('; ')})` : about);
  const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
  return flag.includes('<') ? option.argParser(collect) : option;
}
