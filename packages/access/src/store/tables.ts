import { ROLES } from '@rbee/contract';
import type { RowOf, TableShape } from './table.ts';

const ACCOUNT = {
  user_id: 'text',
  name: 'text',
  name_key: 'text',
  role: ROLES,
  password: 'text?',
  provider: 'text?',
  subject: 'text?',
  created_at: 'number',
  last_seen_at: 'number?',
} as const;

const SETUP = { hash: 'text', user_id: 'text?', created_at: 'number', expires_at: 'number?' } as const;

const SESSION = {
  session_id: 'text',
  hash: 'text',
  user_id: 'text',
  started_at: 'number',
  last_used_at: 'number',
  last_address: 'text',
  agent: 'text',
} as const;

const INVITE = {
  invite_id: 'text',
  hash: 'text',
  hive_id: 'text?',
  uses: 'number',
  used: 'number',
  created_at: 'number',
  created_by: 'text',
  expires_at: 'number',
  revoked_at: 'number?',
} as const;

const HIVE = {
  hive_id: 'text',
  hash: 'text',
  next_hash: 'text?',
  next_at: 'number?',
  asked_at: 'number?',
  joined_at: 'number',
  invited_by: 'text',
  last_used_at: 'number?',
  last_address: 'text?',
  revoked_at: 'number?',
} as const;

const PROGRAM = {
  token_id: 'text',
  hash: 'text',
  name: 'text',
  scopes: 'text',
  created_at: 'number',
  created_by: 'text',
  expires_at: 'number?',
  last_used_at: 'number?',
  last_address: 'text?',
  revoked_at: 'number?',
} as const;

const PASSKEY = {
  passkey_id: 'text',
  user_id: 'text',
  credential_id: 'text',
  public_key: 'text',
  counter: 'number',
  transports: 'text',
  name: 'text',
  created_at: 'number',
  last_used_at: 'number?',
} as const;

/** An account; `name_key` is its name as names are compared, `password` is argon2id in PHC format. Times are milliseconds since the epoch. */
export type AccountRow = RowOf<typeof ACCOUNT>;

/**
 * A passkey: `credential_id` is the authenticator's, `public_key` a COSE key (RFC 9053), both in base64url; `counter` counts its
 * signatures, if it counts them.
 */
export type PasskeyRow = RowOf<typeof PASSKEY>;

/** A setup secret: of an account, or with `user_id` null for the first admin. Without `expires_at` it ends with the queen's run. */
export type SetupRow = RowOf<typeof SETUP>;

/** A session of a person. */
export type SessionRow = RowOf<typeof SESSION>;

/** An invite for hives. */
export type InviteRow = RowOf<typeof INVITE>;

/** A hive with its token, and the next one (`next_hash`, made at `next_at`) until that is used. */
export type HiveRow = RowOf<typeof HIVE>;

/** An API token; `scopes` are separated by spaces. */
export type ProgramRow = RowOf<typeof PROGRAM>;

/** The tables that are in memory as a whole. */
export const SHAPES = {
  accounts: {
    name: 'account',
    columns: ACCOUNT,
    keyOf: (it) => it.user_id,
    hashesOf: () => [],
  } satisfies TableShape<typeof ACCOUNT>,
  setups: {
    name: 'setup',
    columns: SETUP,
    keyOf: (it) => it.hash,
    hashesOf: () => [],
  } satisfies TableShape<typeof SETUP>,
  sessions: {
    name: 'session',
    columns: SESSION,
    keyOf: (it) => it.session_id,
    hashesOf: (it) => [it.hash],
  } satisfies TableShape<typeof SESSION>,
  invites: {
    name: 'invite',
    columns: INVITE,
    keyOf: (it) => it.invite_id,
    hashesOf: (it) => [it.hash],
  } satisfies TableShape<typeof INVITE>,
  hives: {
    name: 'hive',
    columns: HIVE,
    keyOf: (it) => it.hive_id,
    hashesOf: (it) => [it.hash, it.next_hash],
  } satisfies TableShape<typeof HIVE>,
  programs: {
    name: 'program',
    columns: PROGRAM,
    keyOf: (it) => it.token_id,
    hashesOf: (it) => [it.hash],
  } satisfies TableShape<typeof PROGRAM>,
  passkeys: {
    name: 'passkey',
    columns: PASSKEY,
    keyOf: (it) => it.passkey_id,
    hashesOf: (it) => [it.credential_id],
  } satisfies TableShape<typeof PASSKEY>,
};
