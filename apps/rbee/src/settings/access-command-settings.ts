import { ACCESS_LIMITS, SCOPES } from '@rbee/contract/plain';
import { historySettings } from './history-settings.ts';
import { durationUpTo, file, hiveId, oneOf, queenUrl, textLike, wholeNumber } from './readers.ts';
import { list, optional, type Reader, single, toggle, type ValuesOf } from './setting.ts';
import { type Machine, queenTrust } from './tables.ts';

/** The folder of the queen, for commands on its machine. */
const dataSetting = (machine: Machine) => ({
  data: {
    ...historySettings(machine).data,
    about: 'folder of the queen for its files, on its own machine',
  },
});

/** A name that is not empty and fits a line. */
const nameOf = (what: string): Reader<string> =>
  textLike((text) => text.trim() === text && text !== '' && [...text].length <= ACCESS_LIMITS.maxNameChars, {
    expected: `the name of ${what}, up to ${ACCESS_LIMITS.maxNameChars} characters`,
  });

/** Scopes with commas between them ([A1]). */
const scopes: Reader<readonly (typeof SCOPES)[number][]> = {
  parse: (text) => {
    const words = text.split(',').map((it) => oneOf(...SCOPES).parse(it.trim()));
    return words.every((it) => it !== undefined) ? words : undefined;
  },
  expected: `${SCOPES.slice(0, -1).join(', ')} or ${SCOPES.at(-1)}, several with commas between them`,
};

/** Who a command is for a queen with access control ([A2]): the file with its token, and that of a queen on this machine. */
export const queenToken = (machine: Machine) => ({
  tokenFile: optional(file, {
    flag: '--token-file <file>',
    variable: 'RBEE_TOKEN_FILE',
    about: 'file with an API token, for a queen with access control',
    shown: "none; on the queen's own machine one is made for as long as the command runs",
  }),
  ...dataSetting(machine),
});

/** Settings of `rbee invite`. */
export const inviteTable = (machine: Machine) => ({
  hive: optional(hiveId, {
    flag: '--hive <name>',
    about: 'only this hive can use it, also if it has a token already',
    shown: 'any hive that has none',
  }),
  uses: single(wholeNumber(1, ACCESS_LIMITS.maxInviteUses), 1, {
    flag: '--uses <number>',
    about: 'how many hives can use it',
  }),
  forMs: single(durationUpTo('30d'), ACCESS_LIMITS.defaultInviteSeconds * 1_000, {
    flag: '--for <time>',
    about: 'how long it can be used, such as 30m, 24h or 7d',
    shown: '1h',
  }),
  codeFile: optional(file, {
    flag: '--code-file <file>',
    about: `file with the code of the invite, made by whoever provisions hives: 32 to ${ACCESS_LIMITS.maxSecretChars} of the characters A-Z a-z 0-9 _ -`,
    shown: 'a random code',
  }),
  queenUrl: optional(queenUrl, {
    flag: '--queen-url <address>',
    about:
      'address of the queen: that by which hives reach it, or with --token-file that of the queen to ask',
    shown: 'the address that the queen of this machine listens on',
  }),
  tokenFile: optional(file, {
    flag: '--token-file <file>',
    variable: 'RBEE_TOKEN_FILE',
    about: 'file with an API token with the scope operate, to ask a queen on another machine',
    shown: 'none; the files of the queen on this machine are used',
  }),
  ...queenTrust,
  ...dataSetting(machine),
});

/** Settings of `rbee token create`. */
export const tokenCreateTable = (machine: Machine) => ({
  name: single(nameOf('the program that gets the token'), '', {
    flag: '--name <name>',
    about: 'the program that gets the token, such as prometheus',
    shown: '',
  }),
  scopes: list(scopes, {
    flag: '--scope <scopes>',
    about: `what it may do: ${SCOPES.join(', ')}; several with commas between them (repeatable)`,
  }),
  forMs: optional(durationUpTo('3650d'), {
    flag: '--for <time>',
    about: 'how long it is valid, such as 24h or 90d',
    shown: 'until it is revoked',
  }),
  ...dataSetting(machine),
});

/** Settings of `rbee token list`. */
export const tokenListTable = (machine: Machine) => ({
  json: toggle(false, { flag: '--json', about: 'print it as JSON' }),
  ...dataSetting(machine),
});

/** Settings of `rbee token revoke`. */
export const tokenRevokeTable = dataSetting;

/** Settings of `rbee admin reset`. */
export const adminResetTable = (machine: Machine) => ({
  name: optional(nameOf('an account'), {
    flag: '--name <name>',
    about: 'the account of the admin; it is made if there is none',
    shown: 'the only admin',
  }),
  ...dataSetting(machine),
});

/** Values of the settings of `rbee invite`. */
export type InviteSettings = ValuesOf<ReturnType<typeof inviteTable>>;

/** Values of the settings of `rbee token create`; without a name, it is empty. */
export type TokenCreateSettings = ValuesOf<ReturnType<typeof tokenCreateTable>>;

/** Values of the settings of `rbee token list`. */
export type TokenListSettings = ValuesOf<ReturnType<typeof tokenListTable>>;

/** Values of the settings of `rbee token revoke`. */
export type TokenRevokeSettings = ValuesOf<ReturnType<typeof tokenRevokeTable>>;

/** Values of the settings of `rbee admin reset`. */
export type AdminResetSettings = ValuesOf<ReturnType<typeof adminResetTable>>;
