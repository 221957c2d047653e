import { COMMAND_NAMES } from './commands.ts';

/** The command that arguments begin with, such as `hive` or `history info`; empty if there is none. */
export function commandOf(args: readonly string[]): string {
  const [first = '', second = ''] = args;
  const names: readonly string[] = COMMAND_NAMES;
  if (names.includes(`${first} ${second}`)) return `${first} ${second}`;
  return names.some((name) => name.split(' ')[0] === first) ? first : '';
}

/**
 * `rbee help hive` as `rbee hive --help`. What is no command stays alone, to be refused as one: `rbee hvie --help` would show the help of
 * the program.
 */
export function withoutHelpCommand(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first !== 'help') return args;
  const names = rest.filter((it) => !it.startsWith('-'));
  const isKnown = names.length === 0 || commandOf(names) === names.join(' ');
  return isKnown ? [...names, '--help'] : names;
}
