import type { CommanderError } from 'commander';
import { withoutSecrets } from '../settings/index.ts';
import { type CommandLine, wrong } from './command-line.ts';
import { namesIn } from './commands.ts';

/** An error of commander as one sentence, with the likely spelling and the page of the help that is about it. */
export function usageError(error: CommanderError, command: string, hasTail: boolean): CommandLine {
  const page = `rbee ${command} --help`.replace('  ', ' ');
  if (error.code === 'commander.help')
    return wrong(`give a command: ${oneOfThem(namesIn(command))} (see ${page}).`, command);
  const safe = withoutSecrets(error.message.replace(/^(error: unknown option '[^=']*)=.*'/s, "$1'"));
  const [first = '', likely = ''] = safe.replace(/^error: /, '').split(/\. |\n/);
  const what = first.replace(/\.$/, '');
  const meant = /Did you mean (.*)\?/.exec(likely)?.[1];
  if (meant !== undefined) return wrong(`${what}; did you mean ${meant}? See ${page}.`, command);
  const hint = command === 'run' && !hasTail ? '; the command to run goes after --' : '';
  return wrong(`${what}${hint} (see ${page}).`, command);
}

/** Names as `info, export or prune`. */
const oneOfThem = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
