import {
  ARGUMENTS,
  COMMAND_NAMES,
  CONFIG_FLAGS,
  type CommandName,
  DESCRIPTIONS,
  type GroupName,
  hasFile,
  settingsOf,
} from '../command-line/index.ts';
import type { Setting } from '../settings/index.ts';

/** An option of a command, as shells complete it. */
export interface OptionWords {
  /** Such as `--port`. */
  readonly name: string;
  readonly about: string;
  /** What the value is called, such as `number`; undefined if it takes none. */
  readonly value: string | undefined;
  /** The values that are valid, if they are few. */
  readonly values: readonly string[];
  readonly isFile: boolean;
  readonly isRepeatable: boolean;
}

/** A command, as shells complete it. */
export interface CommandWords {
  /** Such as `history` and `info`. */
  readonly path: readonly string[];
  readonly about: string;
  readonly options: readonly OptionWords[];
  /** Words that can follow it. */
  readonly words: readonly string[];
}

const FILES = /^<(?:file|path)>$/;

/** Every command with its options, from the table of settings. */
export function allCommands(): readonly CommandWords[] {
  const commands = COMMAND_NAMES.map(commandWords);
  const groups = new Set(commands.flatMap(({ path: [name = '', second] }) => (second ? [name] : [])));
  return [
    ...commands,
    ...[...groups].map((name) => ({
      path: [name],
      about: DESCRIPTIONS[name as GroupName],
      options: [HELP],
      words: subcommandsOf(commands, name).map(({ path }) => path[1] ?? ''),
    })),
  ];
}

const HELP: OptionWords = {
  ...{ name: '--help', about: 'explain the command', value: undefined },
  ...{ values: [], isFile: false, isRepeatable: false },
};

function commandWords(name: CommandName): CommandWords {
  const table = settingsOf(name);
  const config = hasFile(table)
    ? CONFIG_FLAGS.map(({ flag, about }) => optionWords({ flag, about: about.split(' (')[0] ?? about }))
    : [];
  return {
    path: name.split(' '),
    about: DESCRIPTIONS[name],
    options: [...Object.values(table).map(optionWords), ...config, HELP],
    words: ARGUMENTS[name]?.words ?? [],
  };
}

function optionWords({
  flag,
  about,
  facets,
  separator,
}: Pick<Setting<unknown>, 'flag' | 'about' | 'facets' | 'separator'>): OptionWords {
  const [name = '', value] = flag.split(/ (.*)/);
  return {
    name,
    about: firstClause(about),
    value: value?.replace(/^<|>$/g, ''),
    values: facets?.enum ?? [],
    isFile: value !== undefined && FILES.test(value),
    isRepeatable: separator !== undefined,
  };
}

/** The start of a description, short enough for a line beside the option. */
const firstClause = (about: string): string => about.split(/[;,:(]/)[0]?.trim() ?? about;

/** The commands and groups that can follow the program's name, with what they do. */
export const firstWords = (commands: readonly CommandWords[]): readonly CommandWords[] =>
  commands.filter(({ path }) => path.length === 1);

/** The commands of a group, such as `history`; none if the name is that of a command. */
export const subcommandsOf = (commands: readonly CommandWords[], name: string): readonly CommandWords[] =>
  commands.filter(({ path }) => path.length > 1 && path[0] === name);
