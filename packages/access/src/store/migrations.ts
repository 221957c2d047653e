const ACCOUNTS = `
  CREATE TABLE account (
    user_id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password TEXT, provider TEXT,
    subject TEXT, created_at INTEGER NOT NULL, last_seen_at INTEGER
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX account_of_subject ON account (provider, subject);
  CREATE TABLE setup (
    hash TEXT PRIMARY KEY, user_id TEXT, created_at INTEGER NOT NULL, expires_at INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE session (
    session_id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, started_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL, last_address TEXT NOT NULL, agent TEXT NOT NULL
  ) WITHOUT ROWID;
`;

const HIVES = `
  CREATE TABLE invite (
    invite_id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, hive_id TEXT, uses INTEGER NOT NULL, used INTEGER NOT NULL,
    created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE hive (
    hive_id TEXT PRIMARY KEY, hash TEXT NOT NULL, next_hash TEXT, next_at INTEGER, asked_at INTEGER, joined_at INTEGER NOT NULL,
    invited_by TEXT NOT NULL, last_used_at INTEGER, last_address TEXT, revoked_at INTEGER
  ) WITHOUT ROWID;
`;

const PROGRAMS = `
  CREATE TABLE program (
    token_id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL, created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL, expires_at INTEGER, last_used_at INTEGER, last_address TEXT, revoked_at INTEGER
  ) WITHOUT ROWID;
`;

const AUDIT = `
  CREATE TABLE audit (
    entry_id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, target TEXT, address TEXT,
    result TEXT NOT NULL, count INTEGER NOT NULL, stranger INTEGER NOT NULL
  );
  CREATE INDEX audit_of_strangers ON audit (stranger, entry_id);
`;

const PASSKEYS = `
  CREATE TABLE passkey (
    passkey_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, credential_id TEXT NOT NULL UNIQUE, public_key TEXT NOT NULL,
    counter INTEGER NOT NULL, transports TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER
  ) WITHOUT ROWID;
`;

/**
 * The steps from one version of the file to the next; `PRAGMA user_version` is the number of those that were done. A step that was in a
 * release is never changed. Secrets are kept only as SHA-256 (`hash`), passwords only as argon2id.
 */
export const MIGRATIONS: readonly string[] = [ACCOUNTS + HIVES + PROGRAMS + AUDIT, PASSKEYS];
