import type { Role, Scope, TokenFault } from '@rbee/contract';

/** Whoever may do something ([A1]). `key` is the same for all requests with one token or session; it is no secret. */
export type Principal = HivePrincipal | PersonPrincipal | ProgramPrincipal;

/** A hive, known by its token ([A3]). */
export interface HivePrincipal {
  readonly kind: 'hive';
  readonly key: string;
  readonly hiveId: string;
  /** Another text for each token of the hive; no secret. What a token opened that is not valid any more is known by it. */
  readonly generation: string;
  /** An operator asks it to take its next token. */
  readonly rotate: boolean;
}

/** A person, known by a session ([A4]) or by a header of a reverse proxy ([A5]); only the latter has no session. */
export interface PersonPrincipal {
  readonly kind: 'person';
  readonly key: string;
  readonly name: string;
  readonly userId: string;
  readonly sessionId: string | null;
  readonly role: Role;
  readonly scopes: ReadonlySet<Scope>;
}

/** A program, known by its API token ([A2]). */
export interface ProgramPrincipal {
  readonly kind: 'program';
  readonly key: string;
  readonly name: string;
  readonly tokenId: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** What a request shows to say who it is. A token counts before a session, and a session before a header of a proxy. */
export interface Shown {
  /** The token of `Authorization: Bearer`. */
  readonly bearer?: string | undefined;
  /** The value of the session's cookie. */
  readonly session?: string | undefined;
  /** What a trusted reverse proxy says of the person; the caller checked that it is one. */
  readonly proxy?: { readonly name: string; readonly groups: readonly string[] } | undefined;
}

/** Who it is, or why that is not known ([A2]). */
export type Identified =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly fault: Exclude<TokenFault, 'wrong_hive'> };

/** What each role may do ([A4]). */
export const ROLE_SCOPES: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  viewer: new Set<Scope>(['read', 'stream', 'metrics']),
  operator: new Set<Scope>(['read', 'stream', 'metrics', 'operate']),
  admin: new Set<Scope>(['read', 'stream', 'metrics', 'operate', 'admin']),
};

/** The scopes of a token: `admin` contains the others ([A1]). */
export const scopesOf = (given: readonly Scope[]): ReadonlySet<Scope> =>
  given.includes('admin') ? ROLE_SCOPES.admin : new Set(given);
