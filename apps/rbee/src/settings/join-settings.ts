import { DEFAULT_QUEEN_PORT, readJoinText } from '@rbee/contract/plain';
import { file, folder, hiveId, queenUrl } from './readers.ts';
import { optional, type Reader, single } from './setting.ts';
import type { Machine } from './tables.ts';

/** Address of the queen where nothing else says one. */
export const DEFAULT_QUEEN_URL = `http://localhost:${DEFAULT_QUEEN_PORT}`;

/** The text of an invite for a simulated fleet ([A3]). */
export const fleetInvite: Reader<string> = {
  parse: (text) => (readJoinText(text.trim()) ? text.trim() : undefined),
  expected: 'the text that `rbee invite` printed',
  isSecret: true,
};

/** The text of an invite, or `-` for standard input. */
const invite: Reader<string> = {
  parse: (text) => (text === '-' ? text : fleetInvite.parse(text)),
  expected: 'the text that `rbee invite` printed, or - to read it from standard input',
  isSecret: true,
};

/** The invite by which a command joins a queen. */
export const joinSetting = {
  join: optional(invite, {
    flag: '--join <text>',
    variable: 'HIVE_JOIN',
    about:
      'join the queen of this invite, unless it was used here before; - reads it from standard input. Other users see a command line: prefer - or a file',
  }),
};

/** The queen of a hive that may have joined one: its address, and the name of the hive there. */
export const joinedQueen = {
  queenUrl: optional(queenUrl, {
    flag: '--queen-url <address>',
    variable: 'HIVE_QUEEN_URL',
    key: 'hive.queen_url',
    about: 'address of the queen',
    shown: `that of the queen that it joined, else ${DEFAULT_QUEEN_URL}`,
  }),
  hiveId: optional(hiveId, {
    flag: '--hive-id <name>',
    variable: 'HIVE_ID',
    key: 'hive.hive_id',
    about: 'name of this hive',
    shown: "the name under which it joined, else this machine's name",
  }),
};

/** Where the token of a hive is. */
export const tokenSettings = ({ dataFolder }: Machine) => ({
  tokenFile: optional(file, {
    flag: '--token-file <file>',
    variable: 'HIVE_TOKEN_FILE',
    key: 'hive.token_file',
    about: 'file with the token of this hive, if something else than --join provides it',
  }),
  data: single(folder, dataFolder, {
    flag: '--data <folder>',
    variable: 'HIVE_DATA',
    key: 'hive.data',
    about: 'folder for the token of this hive',
    fileAbout:
      'Folder for the token of this hive; default: the state directory of the system, such as ~/.local/state/rbee, or /var/lib/rbee for root.',
  }),
});

/** How a hive joins a queen and keeps its token ([A3]). */
export const joinSettings = (machine: Machine) => ({
  ...joinSetting,
  joinFile: optional(file, {
    flag: '--join-file <file>',
    variable: 'HIVE_JOIN_FILE',
    key: 'hive.join_file',
    about: 'the same with a file that has the text',
    fileAbout: 'File with the text of an invite, by which the hive joins a queen unless it was used before.',
  }),
  ...tokenSettings(machine),
});
