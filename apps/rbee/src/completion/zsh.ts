import { type CommandWords, firstWords, type OptionWords, subcommandsOf } from './words.ts';

/** Completion for zsh, as a file `_rbee` in the function path or sourced. */
export function zshScript(commands: readonly CommandWords[]): string {
  const described = (list: readonly CommandWords[], at: number) =>
    list.map(({ path, about }) => `    ${quoted(`${path[at]}:${about.replaceAll(':', '\\:')}`)}`).join('\n');
  const cases = firstWords(commands).map((command) => {
    const [name = ''] = command.path;
    const subs = subcommandsOf(commands, name);
    if (subs.length === 0) return `    ${name})\n${argumentsOf(command)} ;;`;
    return [
      `    ${name})`,
      '      if ((CURRENT == 3)); then',
      `        local -a subcommands=(\n${described(subs, 1)}\n        )`,
      `        _describe command subcommands && return`,
      '      fi',
      '      case $words[3] in',
      ...subs.map(
        (sub) => `      ${sub.path[1]})\n        shift words; ((CURRENT--))\n${argumentsOf(sub)} ;;`,
      ),
      '      esac ;;',
    ].join('\n');
  });
  return `#compdef rbee
# Completion of rbee for zsh: rbee completion zsh > "\${fpath[1]}/_rbee", or source <(rbee completion zsh) after compinit.
_rbee() {
  local -a commands=(
${described(firstWords(commands), 0)}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    _arguments '--help[explain the program]' '--version[show the version]'
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _rbee ]]; then _rbee "$@"; else compdef _rbee rbee; fi
`;
}

function argumentsOf({ path, options, words }: CommandWords): string {
  const rest =
    path[0] === 'run' ? ["'*:: :_normal'"] : words.length > 0 ? [quoted(`*:word:(${words.join(' ')})`)] : [];
  const specs = [...options.map(specOf), ...rest].map((spec) => `        ${spec}`);
  return `      shift words; ((CURRENT--))\n      _arguments -S \\\n${specs.join(' \\\n')}`;
}

/** A specification of `_arguments` (zshcompsys(1)). */
function specOf({ name, about, value, values, isFile, isRepeatable }: OptionWords): string {
  const action = isFile ? '_files' : values.length > 0 ? `(${values.join(' ')})` : ' ';
  const says = about.replaceAll(/[[\]\\]/g, '\\$&');
  const argument =
    value === undefined ? '' : `:${value.replaceAll(':', '\\:').replaceAll(/[[\]]/g, '')}:${action}`;
  return quoted(`${isRepeatable ? '*' : ''}${name}${value === undefined ? '' : '='}[${says}]${argument}`);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
