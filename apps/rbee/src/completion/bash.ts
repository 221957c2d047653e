import { type CommandWords, firstWords, subcommandsOf } from './words.ts';

/** Completion for bash 3.2 and later; it needs no package of completions. */
export function bashScript(commands: readonly CommandWords[]): string {
  const first = firstWords(commands);
  const names = first.map(({ path }) => path[0]);
  const groups = first.filter(({ path }) => subcommandsOf(commands, path[0] ?? '').length > 0);
  return `# Completion of rbee for bash: source <(rbee completion bash)
_rbee() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  # The signs in COMP_WORDBREAKS are words of their own: --flag = value.
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${names.join(' ')} --help --version' -- "$word"))
    return
  fi
  if [[ $command == run ]]; then
    local at
    for ((at = 2; at < COMP_CWORD; at++)); do
      [[ \${COMP_WORDS[at]} == -- ]] || continue
      if ((at == COMP_CWORD - 1)); then COMPREPLY=($(compgen -c -- "$word")); else _rbee_files; fi
      return
    done
  fi
  case $command in
${groups.map(({ path, words }) => `    ${path[0]})\n      if ((COMP_CWORD == 2)); then\n        COMPREPLY=($(compgen -W '${words.join(' ')} --help' -- "$word"))\n        return\n      fi\n      command="$command \${COMP_WORDS[2]}" ;;`).join('\n')}
    help)
      case \${COMP_WORDS[2]} in
${groups.map(({ path, words }) => `        ${path[0]}) ((COMP_CWORD == 3)) && COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")) && return ;;`).join('\n')}
      esac
      ((COMP_CWORD == 2)) || return ;;
  esac
  case "$command $before" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
${commands.map(optionCase).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
_rbee_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _rbee rbee
`;
}

/** What follows an option that takes a value. */
function valueCases({ path, options }: CommandWords): readonly string[] {
  return options.flatMap(({ name, value, values, isFile }) => {
    if (value === undefined) return [];
    const what = isFile ? '_rbee_files' : `COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$word"))`;
    return [
      `    '${path.join(' ')} ${name}') ${values.length > 0 || isFile ? what : 'COMPREPLY=()'}; return ;;`,
    ];
  });
}

const optionCase = ({ path, options, words }: CommandWords): string =>
  `    '${path.join(' ')}') words='${[...words, ...options.map(({ name }) => name)].join(' ')}' ;;`;
