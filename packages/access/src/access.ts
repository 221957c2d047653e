import type {
  AuditEntry,
  AuditPage,
  ErrorCode,
  HiveTokenList,
  InviteView,
  Joined,
  Me,
  NewPasskeyBody,
  NewToken,
  PasskeySignInBody,
  PasskeyView,
  Role,
  Scope,
  SessionView,
  SetupSecret,
  TokenFault,
  TokenView,
  UserView,
} from '@rbee/contract';
import type { PasskeySite } from './passkey-site.ts';
import type { HivePrincipal, Identified, PersonPrincipal, Principal, Shown } from './principal.ts';

/** Why something was refused; `detail` says what is wrong and what to do, for the one who asked. */
export interface AccessRefusal {
  readonly code: ErrorCode;
  readonly detail: string;
  /** Seconds to wait ([A8]). */
  readonly retryAfterS?: number;
}

/** The result of something that can be refused. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: AccessRefusal };

/** Where a request comes from. */
export interface From {
  /** Address of the client. */
  readonly address: string;
  /** Its `User-Agent`, or an empty text. */
  readonly agent: string;
}

/** Who does something, for the audit log: `person:ada`, `program:ci`, or `machine` for a command on the queen's machine ([A9]). */
export interface Actor {
  readonly who: string;
  readonly address: string | null;
}

/** A session that has begun. */
export interface NewSession {
  readonly me: Me;
  /** The value of the cookie. */
  readonly secret: string;
  /** Seconds that the cookie lives at most. */
  readonly maxAgeS: number;
}

/** Who may do what with a queen ([A1]-[A9]). Its files can be changed by commands on the same machine meanwhile. */
export interface Access {
  /** Who a request is from. Looks into memory only, and notes the use of what it shows; never waits and never throws. */
  identify(shown: Shown, address: string): Identified;
  /** The principal with this key as it is at present, for what stays open; notes its use. Undefined once it has ended. */
  principal(key: string, address: string): Principal | undefined;
  /** Calls `listener` with the key of each principal that ends or may do less than before; within 2 s if another process did it. */
  onEnded(listener: (key: string) => void): void;
  /** The secret with which the first admin is made; null if there is an admin. */
  setupSecret(): string | null;
  /**
   * For whoever is locked out and has the machine of the queen: a setup address for an admin. The account with this name becomes one, and
   * is made if there is none. Without a name it is the only admin, or if there is none the first one, who chooses a name.
   */
  resetAdmin(name?: string): Result<AdminReset>;
  readonly people: People;
  readonly hives: HiveTokens;
  readonly programs: Programs;
  readonly audit: AuditLog;
  readonly providers: SignInProviders;
  readonly passkeys: Passkeys;
  close(): Promise<void>;
}

/** A setup address for an admin. */
export interface AdminReset {
  /** Name of the account; null if whoever uses the address chooses it. */
  readonly name: string | null;
  /** Path of the page with the secret in its fragment. */
  readonly setup_path: string;
  /** RFC 3339. */
  readonly expires_at: string;
}

/** Accounts and sessions ([A4]). */
export interface People {
  setUp(body: { secret: string; name: string; password: string }, from: From): Promise<Result<NewSession>>;
  signIn(body: { name: string; password: string }, from: From): Promise<Result<NewSession>>;
  /** Ends all other sessions of the account. */
  changePassword(
    person: PersonPrincipal,
    body: { old_password: string; password: string },
    from: From,
  ): Promise<Result<void>>;
  /** All sessions, or those of one account; `current` marks one. */
  sessions(of: { userId?: string; current?: string | null }): readonly SessionView[];
  session(sessionId: string): SessionView | undefined;
  endSession(sessionId: string, actor: Actor): Result<void>;
  users(): readonly UserView[];
  addUser(body: { name: string; role: Role }, actor: Actor): Result<SetupSecret>;
  /** A secret with which the account gets a new password; its sessions and passkeys end when it is used. */
  newSetup(userId: string, actor: Actor): Result<SetupSecret>;
  changeRole(userId: string, role: Role, actor: Actor): Result<UserView>;
  /** Removes an account and ends its sessions. */
  removeUser(userId: string, actor: Actor): Result<void>;
}

/** Invites and tokens of hives ([A3]). */
export interface HiveTokens {
  invites(): readonly InviteView[];
  invite(
    body: { hive_id?: string; uses?: number; expires_in_s?: number },
    actor: Actor,
  ): Result<{ readonly invite: InviteView; readonly code: string }>;
  /**
   * An invite whose code was made elsewhere, for provisioning: 32 to 128 characters of base64url. The same code again gives the invite
   * that it has, unless that is used up, expired or revoked.
   */
  inviteWithCode(
    body: { code: string; hive_id?: string; uses?: number; expires_in_s?: number },
    actor: Actor,
  ): Result<InviteView>;
  revokeInvite(inviteId: string, actor: Actor): Result<void>;
  join(body: { code: string; hive_id: string }, from: From): Result<Joined>;
  /** The next token of the hive that asks. */
  rotate(hive: HivePrincipal, from: From): Result<Joined>;
  askRotation(hiveId: string, actor: Actor): Result<void>;
  revoke(hiveId: string, actor: Actor): Result<void>;
  list(): HiveTokenList;
  /** Notes a refused heartbeat or link, for `list` and the audit log; bounded. */
  noteRefused(refused: { address: string; fault: TokenFault; hiveId: string | null }): void;
}

/** API tokens ([A2]). */
export interface Programs {
  tokens(): readonly TokenView[];
  add(
    body: { name: string; scopes: readonly Scope[]; expires_in_s?: number },
    actor: Actor,
  ): Result<NewToken>;
  revoke(tokenId: string, actor: Actor): Result<void>;
}

/** Sign-in with OpenID Connect providers and GitHub ([A5]). */
export interface SignInProviders {
  /** The providers, as a page shows them. */
  list(): readonly { readonly id: string; readonly name: string }[];
  /** Begins a sign-in. `returnTo` is the page to show at its end. */
  begin(
    providerId: string,
    way: { readonly redirectUri: string; readonly returnTo: string },
    from: From,
  ): Promise<Result<BegunSignIn>>;
  /** Ends it: `query` is that of the request from the provider, `binding` the value of the cookie. */
  finish(
    providerId: string,
    back: { readonly query: string; readonly binding: string | undefined },
    from: From,
  ): Promise<Result<{ readonly session: NewSession; readonly returnTo: string }>>;
}

/** A sign-in with a provider that has begun. */
export interface BegunSignIn {
  /** Address of the provider. */
  readonly url: string;
  /** Value of a cookie that binds the sign-in to this browser. */
  readonly binding: string;
  readonly maxAgeS: number;
}

/** Passkeys of accounts ([A5]). `site` is the queen as the browser reached it. */
export interface Passkeys {
  of(person: PersonPrincipal): readonly PasskeyView[];
  /** Options for `navigator.credentials.create()`. */
  newOptions(person: PersonPrincipal, site: PasskeySite, from: From): Promise<Result<NewPasskeyOptions>>;
  add(
    person: PersonPrincipal,
    body: NewPasskeyBody,
    site: PasskeySite,
    from: From,
  ): Promise<Result<PasskeyView>>;
  remove(person: PersonPrincipal, passkeyId: string, from: From): Result<void>;
  /** Options for `navigator.credentials.get()`. */
  signInOptions(site: PasskeySite, from: From): Promise<PasskeyOptions>;
  signIn(body: PasskeySignInBody, site: PasskeySite, from: From): Promise<Result<NewSession>>;
}

/** Options of WebAuthn, as the browser reads them. */
export interface PasskeyOptions {
  readonly challenge: string;
}

/** The same for a new passkey. */
export interface NewPasskeyOptions extends PasskeyOptions {
  readonly user: { readonly id: string };
}

/** Who did what ([A9]). */
export interface AuditLog {
  note(entry: {
    who: string;
    what: string;
    target?: string | null;
    address?: string | null;
    result?: string;
  }): void;
  /** The newest first; `cursor` is `next_cursor` of the page before. */
  page(query: { limit: number; cursor?: number }): AuditPage;
  /** All entries, the oldest first. */
  all(): Iterable<AuditEntry>;
}
