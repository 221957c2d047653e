import { SCOPES } from '@rbee/contract/plain';
import type { ConfigFile } from '../config-file.ts';
import {
  type Environment,
  type Flags,
  type InviteSettings,
  type QueenSettings,
  type TokenCreateSettings,
  tlsSettings,
  type UpSettings,
} from '../settings/index.ts';
import { type CommandLine, type FromFile, wrong } from './command-line.ts';

const TLS_SETTINGS = Object.values(tlsSettings);

/**
 * Refuses a queen that should and should not have access control. A file that only a variable names cannot turn it off:
 * what can set variables of a program must not be able to open it.
 */
export function refusedAccess(
  { accessControl, insecure }: QueenSettings | UpSettings,
  file: ConfigFile,
  { flags, command }: { readonly flags: Flags; readonly command: 'queen' | 'up' },
): CommandLine | undefined {
  if (!insecure) return undefined;
  if (accessControl)
    return wrong(
      'access control cannot be both on and off; leave out --access-control or --insecure-no-access-control, or their keys in the config file.',
      command,
    );
  const isInFile = !flags.has('--insecure-no-access-control');
  if (!isInFile || file.kind !== 'file' || file.by !== 'RBEE_CONFIG') return undefined;
  return wrong(
    `queen.insecure_no_access_control in ${file.values.path} does not count, as RBEE_CONFIG names the file; name it with --config, or give --insecure-no-access-control.`,
    command,
  );
}

/** Refuses a certificate for the queen of `rbee up`, which its own hive and example workers reach without TLS. */
export function refusedTls(file: ConfigFile, environment: Environment): CommandLine | undefined {
  const where = [
    ...TLS_SETTINGS.filter(({ key }) => file.kind === 'file' && file.values.texts.has(key ?? '')).map(
      ({ key }) => key,
    ),
    ...TLS_SETTINGS.filter(({ variable }) => environment[variable ?? '']).map(({ variable }) => variable),
  ];
  if (where.length === 0) return undefined;
  return wrong(
    `${where.join(' and ')} would have no effect, as rbee up serves no TLS; leave ${where.length > 1 ? 'both' : 'it'} out, or start rbee queen and rbee hive instead.`,
    'up',
  );
}

/** Refuses a code for a queen that is asked: only one whose files are here takes it. */
export function refusedInvite({ codeFile, tokenFile }: InviteSettings): CommandLine | undefined {
  if (codeFile === undefined || tokenFile === undefined) return undefined;
  return wrong("--code-file works on the queen's own machine only; leave out --token-file.", 'invite');
}

/** Refuses a token without a name or without scopes. */
export function tokenLine(settings: TokenCreateSettings, file: FromFile): CommandLine {
  const command = 'token create';
  if (settings.name === '')
    return wrong('name the program that gets the token with --name, such as --name prometheus.', command);
  if (settings.scopes.length === 0)
    return wrong(`say with --scope what the token may do: ${SCOPES.join(', ')}.`, command);
  return { kind: command, settings, ...file };
}
