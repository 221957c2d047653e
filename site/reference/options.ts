import { type CommandName, DESCRIPTIONS, EXAMPLES } from '../../apps/rbee/src/command-line/help-text.ts';
import {
  doctorTable,
  historyExportTable,
  historyInfoTable,
  historyPruneTable,
  hiveTable,
  queenTable,
  runTable,
  type Setting,
  type Settings,
  simulateTable,
  topTable,
  upTable,
} from '../../apps/rbee/src/settings/index.ts';
import { cell, plain, table } from './table.ts';

/** The defaults of some settings depend on the machine; here they are said in words. */
const MACHINE = { hostname: 'machine', terminal: true, dataFolder: 'the state folder of the system' };

/** The settings of every command, as the command line reads them. */
const TABLES: Readonly<Record<CommandName, Settings>> = {
  up: upTable(MACHINE),
  queen: queenTable(MACHINE),
  hive: hiveTable(MACHINE),
  run: runTable(),
  top: topTable(),
  simulate: simulateTable(),
  'history info': historyInfoTable(MACHINE),
  'history export': historyExportTable(MACHINE),
  'history prune': historyPruneTable(MACHINE),
  doctor: doctorTable(),
};

const INTRODUCTION = `# Options

Made of the table of settings that the program itself reads, so it has every option of this version, and no other.

A flag overrides its environment variable, which overrides the [config file](operating.md#the-config-file), which
overrides the default. The variable and the key of the config file are in the last column;
[its schema](rbee.config.schema.json) is for editors. Commands with keys have \`--config <path>\` (\`RBEE_CONFIG\`) and
\`--no-config\` as well. Every command has \`--help\`, and \`rbee --version\` says which version this is.
`;

/** The page of all options as Markdown. */
export function optionsPage(): string {
  const commands = Object.entries(TABLES) as [CommandName, Settings][];
  return [INTRODUCTION, ...commands.map(([name, settings]) => commandSection(name, settings))].join('\n');
}

function commandSection(name: CommandName, settings: Settings): string {
  const rows = Object.values(settings).map(rowOf);
  const examples = /\nExamples:\n([\s\S]+)$/.exec(EXAMPLES[name])?.[1] ?? '';
  return `## rbee ${name}

${DESCRIPTIONS[name]}

${table(['option', 'meaning', 'variable, key'], rows)}
\`\`\`text
${examples}\`\`\`
`;
}

function rowOf({ flag, variable, key, shown, about }: Setting<unknown>): string[] {
  const sentence = `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;
  const byDefault = shown ? ` Default: ${plain(shown)}.` : '';
  const names = [variable, key].flatMap((name) => (name === undefined ? [] : `\`${name}\``));
  return [`\`${cell(flag)}\``, `${plain(sentence)}${byDefault}`, names.join(', ')];
}
