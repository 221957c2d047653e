import {
  adminResetTable,
  doctorTable,
  historyExportTable,
  historyInfoTable,
  historyPruneTable,
  hiveTable,
  inviteTable,
  type Machine,
  queenTable,
  runTable,
  type Settings,
  simulateTable,
  statusTable,
  tokenCreateTable,
  tokenListTable,
  tokenRevokeTable,
  topTable,
  upTable,
} from '../settings/index.ts';
import type { CommandName, GroupName } from './help-text.ts';

const NONE = () => ({});

/** The settings of every command, in the order of the help: the one table that command line, completion and manual pages are made of. */
export const TABLES = {
  up: upTable,
  queen: queenTable,
  hive: hiveTable,
  run: runTable,
  top: topTable,
  status: statusTable,
  simulate: simulateTable,
  'history info': historyInfoTable,
  'history export': historyExportTable,
  'history prune': historyPruneTable,
  doctor: doctorTable,
  invite: inviteTable,
  'token create': tokenCreateTable,
  'token list': tokenListTable,
  'token revoke': tokenRevokeTable,
  'admin reset': adminResetTable,
  completion: NONE,
  help: NONE,
  version: NONE,
} as const satisfies Readonly<Record<CommandName, (machine: Machine) => Settings>>;

/** Texts that are the same on every machine show the defaults of a service of the system. */
const ANY_MACHINE: Machine = { hostname: 'hive', terminal: false, dataFolder: '/var/lib/rbee' };

/** The settings of a command for a text that is the same on every machine. */
export const settingsOf = (name: CommandName): Settings => TABLES[name](ANY_MACHINE);

/** Every command, in the order of the help. */
export const COMMAND_NAMES = Object.keys(TABLES) as readonly CommandName[];

/** The name of a command, and of the group that it belongs to, if it does. */
export function partsOf(name: CommandName): { readonly group: GroupName | undefined; readonly own: string } {
  const [first = '', second] = name.split(' ');
  return second === undefined ? { group: undefined, own: first } : { group: first as GroupName, own: second };
}

/** The commands of a group, such as `info` and `export` of `history`. */
export const namesIn = (group: string): readonly string[] =>
  COMMAND_NAMES.map(partsOf).flatMap((it) => (it.group === group ? [it.own] : []));

/** What a command can be given besides flags. */
export interface Argument {
  /** As the help shows it, such as `<shell>`. */
  readonly shown: string;
  readonly about: string;
  /** The words that are valid; empty if any is. */
  readonly words: readonly string[];
}

/** The shells that completion is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A shell that completion is made for. */
export type Shell = (typeof SHELLS)[number];

/** What commands can be given besides flags. */
export const ARGUMENTS: Readonly<Partial<Record<CommandName, Argument>>> = {
  'token revoke': { shown: '<id>', about: 'id of the token, as rbee token list shows it', words: [] },
  completion: { shown: '<shell>', about: SHELLS.join(', '), words: SHELLS },
  help: {
    shown: '[command...]',
    about: 'the command to explain',
    words: [...new Set(COMMAND_NAMES.map((name) => name.split(' ')[0] ?? ''))].filter(
      (name) => name !== 'help',
    ),
  },
};

/** True if settings of a command can be in the config file. */
export const hasFile = (table: Settings): boolean =>
  Object.values(table).some(({ key }) => key !== undefined);

/** The flags that commands with settings in a config file have for it. */
export const CONFIG_FLAGS = [
  {
    flag: '--config <path>',
    about:
      'config file (environment: RBEE_CONFIG; default: ./rbee.config.json, then /etc/rbee/rbee.config.json, if only this user and root can write to it)',
  },
  { flag: '--no-config', about: 'do not read a config file' },
] as const;
