import { type Command, Option } from 'commander';
import { type Flags, flagName, type Setting, type Settings } from '../settings/index.ts';

/** A setting as commander knows it. */
export function optionOf(setting: Setting<unknown>): Option {
  const option = new Option(setting.flag, `${setting.about}${notesOn(setting)}`);
  const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
  return setting.flag.includes('<') ? option.argParser(collect) : option;
}

function notesOn({ variable, shown }: Setting<unknown>): string {
  const notes = [variable && `environment: ${variable}`, shown && `default: ${shown}`].filter(Boolean);
  return notes.length > 0 ? ` (${notes.join('; ')})` : '';
}

/** What the command line itself said; commander's own defaults are left out. */
export function flagsOf(command: Command, table: Settings): Flags {
  const given = new Map<string, readonly string[]>();
  for (const setting of Object.values(table)) {
    const key = optionOf(setting).attributeName();
    if (command.getOptionValueSource(key) !== 'cli') continue;
    const value: unknown = command.getOptionValue(key);
    given.set(flagName(setting), Array.isArray(value) ? value : []);
  }
  return given;
}

/** Adds the flags that say which config file counts. */
export const addConfigOptions = (command: Command): Command =>
  command
    .option(
      '--config <path>',
      'config file (environment: RBEE_CONFIG; default: ./rbee.config.json, then /etc/rbee/rbee.config.json)',
    )
    .option('--no-config', 'do not read a config file');

/** The path that was given; false where none is to be read. */
export function configFlagOf(command: Command): string | false | undefined {
  if (command.getOptionValueSource('config') !== 'cli') return undefined;
  const value: unknown = command.getOptionValue('config');
  return typeof value === 'string' ? value : false;
}
