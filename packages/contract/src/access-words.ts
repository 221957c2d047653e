/** Roles of people, each with everything that the one before may do ([A4]). */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

/** Role of a person ([A4]). */
export type Role = (typeof ROLES)[number];

/** Scopes of programs and people ([A1]); `admin` contains the others. The scope of hives, `heartbeat`, cannot be given. */
export const SCOPES = ['read', 'stream', 'metrics', 'operate', 'admin'] as const;

/** What a program or a person may do ([A1]). */
export type Scope = (typeof SCOPES)[number];

/** Limits of access control. */
export const ACCESS_LIMITS = {
  /** Characters of the name of an account or a token. */
  maxNameChars: 64,
  /** Characters of a password. */
  minPasswordChars: 12,
  maxPasswordChars: 256,
  /** Characters of the id of a credential: 1023 bytes (WebAuthn Level 3, 5.1) in base64url. */
  maxCredentialIdChars: 1_364,
  /** Characters of a secret, a code or a token in a body. */
  maxSecretChars: 128,
  /** Uses and seconds of an invite; the default is one use within an hour. */
  maxInviteUses: 10_000,
  defaultInviteSeconds: 3_600,
  maxInviteSeconds: 30 * 86_400,
  /** Seconds until an API token expires, at most. */
  maxTokenSeconds: 10 * 366 * 86_400,
  /** Bytes of the body of a request about access. */
  maxBodyBytes: 64 * 1024,
  /** Entries of the list of accounts, tokens, invites, sessions of an account, and passkeys of an account. */
  maxUsers: 1_000,
  maxTokens: 1_000,
  maxInvites: 1_000,
  maxSessions: 100,
  maxPasskeys: 20,
} as const;
