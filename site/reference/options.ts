import { ARGUMENTS, COMMAND_NAMES, TABLES } from '../../apps/rbee/src/command-line/commands.ts';
import { type CommandName, DESCRIPTIONS, EXAMPLES } from '../../apps/rbee/src/command-line/help-text.ts';
import { asSentence, type Setting } from '../../apps/rbee/src/settings/index.ts';
import { cell, plain, table } from './table.ts';

/** The defaults of some settings depend on the machine; here they are said in words. */
const MACHINE = { hostname: 'machine', terminal: true, dataFolder: 'the state folder of the system' };

const INTRODUCTION = `# Options

Made of the table of settings that the program itself reads, so it has every option of this version, and no other.

A flag overrides its environment variable, which overrides the [config file](operating.md#the-config-file), which
overrides the default. The variable and the key of the config file are in the last column;
[its schema](rbee.config.schema.json) is for editors. Commands with keys have \`--config <path>\` (\`RBEE_CONFIG\`) and
\`--no-config\` as well. Every command has \`--help\`, and \`rbee --version\` says which version this is.
`;

/** The page of all options as Markdown. */
export const optionsPage = (): string => [INTRODUCTION, ...COMMAND_NAMES.map(commandSection)].join('\n');

/** The paragraph on precedence, which the introduction of the page has. */
const PRECEDENCE = /\nA flag overrides[\s\S]*?top level\.\n/;

function commandSection(name: CommandName): string {
  const argument = ARGUMENTS[name];
  const rows = [
    ...(argument ? [[`\`${argument.shown}\``, plain(`${argument.about}.`), '']] : []),
    ...Object.values<Setting<unknown>>(TABLES[name](MACHINE)).map(rowOf),
  ];
  const more = EXAMPLES[name].replace(PRECEDENCE, '').trim();
  return [
    `## rbee ${name}\n`,
    `${DESCRIPTIONS[name]}\n`,
    ...(rows.length > 0 ? [table(['option', 'meaning', 'variable, key'], rows)] : []),
    ...(more === '' ? [] : [`\`\`\`text\n${more}\n\`\`\`\n`]),
  ].join('\n');
}

function rowOf({ flag, variable, key, shown, about }: Setting<unknown>): string[] {
  const byDefault = shown ? ` Default: ${plain(shown)}.` : '';
  const names = [variable, key].flatMap((name) => (name === undefined ? [] : `\`${name}\``));
  return [`\`${cell(flag)}\``, `${plain(asSentence(about))}${byDefault}`, names.join(', ')];
}
