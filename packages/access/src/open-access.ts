import type { Access } from './access.ts';
import { type AccessClock, systemClock } from './clock.ts';
import { EndedListeners } from './ended-listeners.ts';
import { FileAccess } from './file-access.ts';
import { type Fetch, type ProviderSettings, Providers, type RoleRules } from './oidc/index.ts';
import { argon2Of, PASSWORD_COST, type PasswordCost, PasswordHasher } from './passwords/index.ts';
import { Store } from './store/index.ts';

/** Options of access control. */
export interface AccessOptions {
  /** Path of the SQLite file, which is made if it is not there; `:memory:` keeps everything in memory. */
  readonly file: string;
  /** False for a command beside a queen: it has no timer, and waits longer for the queen. Default: true. */
  readonly isQueen?: boolean;
  /** Default: the clock of this process. */
  readonly clock?: AccessClock;
  /** Cost of argon2id; default: 19 MiB and 2 passes. */
  readonly passwordCost?: PasswordCost;
  /** Providers that people can sign in with; none by default. */
  readonly providers?: readonly ProviderSettings[];
  /** Roles of the people whom a reverse proxy lets in, by their groups; without these rules a proxy lets nobody in. */
  readonly proxyRoles?: RoleRules;
  /** How providers are reached; default: the `fetch` of this process. */
  readonly fetch?: Fetch;
  /** Gets a sentence when something cannot be written meanwhile. */
  readonly warn?: (sentence: string) => void;
}

/** Access control with its file. */
export interface OpenedAccess extends Access {
  /** Does what is due: reads what other processes wrote, writes last uses, ends what is over. A queen's does it once a second. */
  tick(): void;
}

const QUEEN_WAIT_MS = 250;
const COMMAND_WAIT_MS = 10_000;

/**
 * Opens the accounts, tokens and invites of a queen. Rejects with an `AccessUnavailable` whose message is one sentence if the file
 * cannot be used, or if this Node cannot hash passwords.
 */
export async function openAccess(options: AccessOptions): Promise<OpenedAccess> {
  const {
    file,
    isQueen = true,
    clock = systemClock,
    passwordCost = PASSWORD_COST,
    warn = () => {},
    providers = [],
    proxyRoles,
    fetch: fetching = fetch,
  } = options;
  const hasher = new PasswordHasher(argon2Of(), passwordCost);
  const ended = new EndedListeners(warn);
  const store = new Store(file, isQueen ? QUEEN_WAIT_MS : COMMAND_WAIT_MS, (key) => ended.tell(key));
  const signIn = new Providers(providers, { fetch: fetching, monotonic: () => clock.monotonic() });
  return new FileAccess({ store, ended, hasher, clock, warn, isQueen, providers: signIn, proxyRoles });
}
