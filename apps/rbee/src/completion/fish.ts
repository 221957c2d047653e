import { type CommandWords, firstWords, type OptionWords } from './words.ts';

/** Completion for fish 3 and later. */
export function fishScript(commands: readonly CommandWords[]): string {
  return `# Completion of rbee for fish: rbee completion fish > ~/.config/fish/completions/rbee.fish
function __rbee_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l length (count $argv)
    test (count $words) -ge $length; and test "$words[1..$length]" = "$argv"; and not contains -- -- $words
end
function __rbee_ends_at
    set -l words (commandline -opc)
    set -e words[1]
    test "$words" = "$argv"
end
function __rbee_runs
    set -l words (commandline -opc)
    test "$words[2]" = run; and contains -- -- $words
end
complete -c rbee -f
complete -c rbee -n __rbee_ends_at -l version -d 'Show the version.'
complete -c rbee -n __rbee_ends_at -l help -d 'Explain the program.'
complete -c rbee -n __rbee_runs -a '(__fish_complete_command)'
${firstWords(commands)
  .map(({ path, about }) => `complete -c rbee -n __rbee_ends_at -a ${path[0]} -d ${quoted(about)}`)
  .join('\n')}
${commands.flatMap((it) => linesOf(it)).join('\n')}
`;
}

function linesOf({ path, options, words }: CommandWords): readonly string[] {
  const at = `-n '__rbee_at ${path.join(' ')}'`;
  const own = options.map((option) => `complete -c rbee ${at} ${optionOf(option)}`);
  const follows = words.map((word) => `complete -c rbee -n '__rbee_ends_at ${path.join(' ')}' -a ${word}`);
  return [...own, ...follows];
}

function optionOf({ name, about, value, values, isFile }: OptionWords): string {
  const takes =
    value === undefined
      ? ''
      : isFile
        ? ' -r -F'
        : ` -x${values.length > 0 ? ` -a ${quoted(values.join(' '))}` : ''}`;
  return `-l ${name.replace(/^--/, '')}${takes} -d ${quoted(about)}`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
