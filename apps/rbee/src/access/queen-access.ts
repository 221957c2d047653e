import { resolve } from 'node:path';
import type { Access, AccessOptions } from '@rbee/access';
import { AccessUnavailable } from '@rbee/access/plain';
import type { Logger } from 'pino';
import { queenFiles } from '../queen-files.ts';
import { hasAccessControl, isReachable, type QueenSettings } from '../settings/index.ts';

type SignInOptions = Pick<AccessOptions, 'providers' | 'proxyRoles'>;

/** What the access control of a queen needs from its process. */
export interface AccessEdges {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly openAccess: (
    options: {
      readonly file: string;
      readonly warn: (sentence: string) => void;
    } & SignInOptions,
  ) => Promise<Access>;
}

/** The access control of a queen, or why it must not start. */
export type Opened =
  | { readonly kind: 'on'; readonly access: Access }
  | { readonly kind: 'off' }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Opens the access control of a queen. A queen whose access control cannot be opened must not run without. */
export async function accessOf(settings: QueenSettings, { log, openAccess }: AccessEdges): Promise<Opened> {
  if (!hasAccessControl(settings)) {
    if (isReachable(settings)) log.warn(OPEN);
    return { kind: 'off' };
  }
  const file = queenFiles(resolve(settings.data)).database;
  try {
    const access = await openAccess({
      file,
      warn: (sentence) => log.warn(sentence),
      ...signInOptions(settings),
    });
    for (const { name, issuer } of settings.signIn) log.info(`People can sign in with ${name} (${issuer}).`);
    log.info(`Everybody is asked who they are. Accounts and tokens are in ${file}.`);
    return { kind: 'on', access };
  } catch (error) {
    if (!(error instanceof AccessUnavailable)) throw error;
    return { kind: 'refused', sentence: error.message };
  }
}

/** Other ways to sign in than a password, as access control takes them ([A5]). */
function signInOptions({
  signIn,
  proxyUserHeader,
  proxyRoles = [],
  proxyDefaultRole,
}: QueenSettings): SignInOptions {
  const rules = { map: Object.fromEntries(proxyRoles), byDefault: proxyDefaultRole ?? null };
  return { providers: signIn, ...(proxyUserHeader !== undefined && { proxyRoles: rules }) };
}

const OPEN =
  'Access control is off (--insecure-no-access-control): whoever reaches this queen can read the fleet, send heartbeats and delete hives.';
