import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** A passkey as it is kept: a public key is no secret. */
export interface StoredPasskey {
  readonly passkeyId: string;
  readonly userId: string;
  /** Id that the authenticator gave it, base64url. */
  readonly credentialId: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Signatures so far, of an authenticator that counts them; otherwise 0. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** The table of the passkeys; a removed account takes its own with it. */
export const PASSKEY_TABLE = `
  CREATE TABLE passkeys (
    passkey_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    transports TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
  ) STRICT;
  CREATE INDEX passkeys_of_user ON passkeys (user_id);
`;

/** The passkeys in the database. */
export class PasskeyTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The oldest first. */
  of(userId: string): readonly StoredPasskey[] {
    const sql = 'SELECT * FROM passkeys WHERE user_id = ? ORDER BY created_at, passkey_id';
    return this.#database.prepare(sql).all(userId).map(passkeyOf);
  }

  find(credentialId: string): StoredPasskey | undefined {
    const row = this.#database.prepare('SELECT * FROM passkeys WHERE credential_id = ?').get(credentialId);
    return row && passkeyOf(row);
  }

  add(passkey: StoredPasskey): void {
    const sql = 'INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
    const { passkeyId, userId, credentialId, publicKey, counter, transports, name } = passkey;
    const { createdAt, lastUsedAt } = passkey;
    const texts = JSON.stringify(transports);
    this.#database
      .prepare(sql)
      .run(passkeyId, userId, credentialId, publicKey, counter, texts, name, createdAt, lastUsedAt);
  }

  /**
   * Notes a sign-in. False if another one was faster with the same or a higher count: two copies of one authenticator then count as well
   * (WebAuthn Level 3, 6.1.1).
   */
  use(passkeyId: string, counter: number, at: number): boolean {
    const sql =
      'UPDATE passkeys SET counter = ?, last_used_at = ? WHERE passkey_id = ? AND (counter < ? OR (counter = 0 AND ? = 0))';
    return this.#database.prepare(sql).run(counter, at, passkeyId, counter, counter).changes === 1;
  }

  /** False if the account has no such passkey. */
  remove(userId: string, passkeyId: string): boolean {
    const sql = 'DELETE FROM passkeys WHERE user_id = ? AND passkey_id = ?';
    return this.#database.prepare(sql).run(userId, passkeyId).changes === 1;
  }
}

function passkeyOf(row: Readonly<Record<string, SQLOutputValue>>): StoredPasskey {
  const publicKey = row['public_key'];
  if (!(publicKey instanceof Uint8Array)) throw new TypeError('a passkey without a key');
  const lastUsedAt = row['last_used_at'];
  return {
    passkeyId: String(row['passkey_id']),
    userId: String(row['user_id']),
    credentialId: String(row['credential_id']),
    publicKey: Uint8Array.from(publicKey),
    counter: Number(row['counter']),
    transports: textsIn(String(row['transports'])),
    name: String(row['name']),
    createdAt: Number(row['created_at']),
    lastUsedAt: lastUsedAt == null ? null : Number(lastUsedAt),
  };
}

function textsIn(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
