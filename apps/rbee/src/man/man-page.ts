import {
  ARGUMENTS,
  COMMAND_NAMES,
  CONFIG_FLAGS,
  type CommandName,
  DESCRIPTIONS,
  EXAMPLES,
  hasFile,
  settingsOf,
} from '../command-line/index.ts';
import { asSentence, type Setting } from '../settings/index.ts';
import { bold, italic, prose, roff } from './roff.ts';

/** A page of the manual: the name of its file, and its text in the language of man(7). */
export interface ManPage {
  readonly file: string;
  readonly text: string;
}

/** Every page of the manual: of the program, and of each command. */
export function manPages(): readonly ManPage[] {
  const commands = COMMAND_NAMES.filter((name) => name !== 'help' && name !== 'version');
  return [programPage(commands), ...commands.map(commandPage)];
}

const pageName = (name: CommandName): string => `rbee-${name.replace(' ', '-')}`;

const title = (name: string): string =>
  `.\\" Made by npm run man of the table of settings.\n.TH ${roff(name.toUpperCase())} 1 "" rbee "rbee manual"`;

function programPage(commands: readonly CommandName[]): ManPage {
  const lines = [
    title('rbee'),
    '.SH NAME',
    `rbee \\- ${roff(nameLine(DESCRIPTIONS.rbee))}`,
    '.SH SYNOPSIS',
    `${bold('rbee')} ${italic('command')} [${italic('options')}]`,
    '.SH DESCRIPTION',
    'A hive measures the inference servers of one machine and reports them to a queen,',
    'which keeps the state of all machines and serves it on a web page, as a stream and to Prometheus.',
    '.SH COMMANDS',
    ...commands.flatMap((name) => ['.TP', bold(`rbee ${name}`), roff(DESCRIPTIONS[name])]),
    '.SH FILES',
    ...FILES,
    '.SH SEE ALSO',
    seeAlso(commands.map(pageName)),
  ];
  return { file: 'rbee.1', text: `${lines.join('\n')}\n` };
}

const FILES = [
  '.TP',
  italic('./rbee.config.json'),
  '.TQ',
  italic('/etc/rbee/rbee.config.json'),
  roff(
    'The config file; the first that is there counts. A flag overrides an environment variable, which overrides the file.',
  ),
];

function commandPage(name: CommandName): ManPage {
  const table = settingsOf(name);
  const { paragraphs, examples } = partsOf(EXAMPLES[name]);
  const argument = ARGUMENTS[name];
  const options = [...Object.values(table), ...(hasFile(table) ? CONFIG_FLAGS : []), HELP];
  const lines = [
    title(pageName(name)),
    '.SH NAME',
    `${roff(pageName(name))} \\- ${roff(nameLine(DESCRIPTIONS[name]))}`,
    '.SH SYNOPSIS',
    `${bold(`rbee ${name}`)} [${italic('options')}]${argument ? ` ${roff(argument.shown)}` : ''}${name === 'run' ? ` \\-\\- ${italic('command')} [${italic('arguments')}]` : ''}`,
    '.SH DESCRIPTION',
    roff(DESCRIPTIONS[name]),
    ...paragraphs.flatMap((text) => ['.PP', roff(text)]),
    '.SH OPTIONS',
    ...options.flatMap(optionLines),
    ...(hasFile(table) ? ['.SH FILES', ...FILES] : []),
    ...(examples === '' ? [] : ['.SH EXAMPLES', '.nf', roff(examples), '.fi']),
    '.SH SEE ALSO',
    seeAlso(['rbee']),
  ];
  return { file: `${pageName(name)}.1`, text: `${lines.join('\n')}\n` };
}

const HELP = { flag: '-h, --help', about: 'explain the command' };

type Described = Pick<Setting<unknown>, 'flag' | 'about'> &
  Partial<Pick<Setting<unknown>, 'variable' | 'key' | 'shown'>>;

function optionLines({ flag, about, variable, key, shown }: Described): readonly string[] {
  const notes = [
    ...(variable === undefined ? [] : [`Environment: ${bold(variable)}.`]),
    ...(key === undefined ? [] : [`Config file: ${bold(key)}.`]),
    ...(shown === undefined || shown === '' ? [] : [`Default: ${roff(shown)}.`]),
  ];
  const [names = '', value] = flag.split(/ (<.*)/);
  const head = value === undefined ? bold(names) : `${bold(names)} ${italic(value.replaceAll(/[<>]/g, ''))}`;
  return ['.TP', head, prose(asSentence(about)), ...notes];
}

/** A description as the section NAME has it: without a full stop, in lower case. */
const nameLine = (text: string): string =>
  `${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.$/, '')}`;

/** The paragraphs of a help text, each in one line, and its examples as they stand. */
function partsOf(text: string): { readonly paragraphs: readonly string[]; readonly examples: string } {
  const [before = '', examples = ''] = text.split(/^Examples:\n/m);
  const paragraphs = before.split(/\n\s*\n/).map((it) => it.trim().replaceAll('\n', ' '));
  return { paragraphs: paragraphs.filter((it) => it !== ''), examples: examples.trimEnd() };
}

const seeAlso = (names: readonly string[]): string => names.map((name) => `${bold(name)}(1)`).join(',\n');
