/** Who may do what with a queen: accounts, sessions, tokens, invites and the audit log. */
export type {
  Access,
  AccessRefusal,
  Actor,
  AdminReset,
  AuditLog,
  BegunSignIn,
  From,
  HiveTokens,
  NewSession,
  PasskeyOptions,
  Passkeys,
  People,
  Programs,
  Result,
  SignInProviders,
} from './access.ts';
export { AccessUnavailable } from './access-unavailable.ts';
export type { AccessClock } from './clock.ts';
export { type AccessOptions, type OpenedAccess, openAccess } from './open-access.ts';
export {
  type HivePrincipal,
  type Identified,
  type PersonPrincipal,
  type Principal,
  type ProgramPrincipal,
  ROLE_SCOPES,
  type Shown,
  scopesOf,
} from './principal.ts';
