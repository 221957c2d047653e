import { Type } from '#schemas';
import { ACCESS_LIMITS, ROLES, SCOPES } from './access-words.ts';
import { HiveIdSchema } from './heartbeat.ts';
import { nullable, text, timestamp, u32 } from './schema.ts';

const id = (description: string) => Type.String({ description, minLength: 1, maxLength: 64 });
const name = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: ACCESS_LIMITS.maxNameChars });
const password = Type.String({
  description: 'A password.',
  minLength: ACCESS_LIMITS.minPasswordChars,
  maxLength: ACCESS_LIMITS.maxPasswordChars,
});
const givenPassword = Type.String({
  description: 'The password.',
  maxLength: ACCESS_LIMITS.maxPasswordChars,
});
const secret = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: ACCESS_LIMITS.maxSecretChars });
const role = Type.Enum([...ROLES], { description: 'Role ([A4]).' });
const scopes = Type.Array(Type.Enum([...SCOPES]), {
  description: 'Scopes ([A1]).',
  minItems: 1,
  maxItems: SCOPES.length,
});
const when = (description: string) => nullable(timestamp(`${description}; null if never.`));
const by = text('Name of the principal that made it.');
const listOf = <T extends Type.TSchema>(item: T) => Type.Object({ items: Type.Array(item) });

/** Who asks ([A1]). */
export const MeSchema = Type.Object(
  {
    kind: Type.Enum(['person', 'program', 'hive'], { description: 'Kind of the principal.' }),
    name: text('Name of the account or the token, or id of the hive.'),
    role: Type.Optional(role),
    scopes: Type.Array(Type.Enum([...SCOPES, 'heartbeat']), { description: 'What it may do ([A1]).' }),
  },
  { description: 'The principal that asks.' },
);

/** Who asks ([A1]). */
export type Me = Type.Static<typeof MeSchema>;

/** Whether there is access control, how to sign in, and who asks ([A1]). */
export const AccessStateSchema = Type.Object(
  {
    control: Type.Boolean({ description: 'Access control is on.' }),
    reachable: Type.Boolean({
      description:
        'Others than programs of its own machine can reach the queen. Without control anybody may do anything.',
    }),
    needs_setup: Type.Boolean({
      description: 'There is no admin yet; the log says in which file the setup address is.',
    }),
    passkeys: Type.Boolean({ description: 'Passkeys can be used at the address of this request.' }),
    providers: Type.Array(Type.Object({ id: id('Id.'), name: text('Name to show.') }), {
      description: 'OpenID Connect providers.',
    }),
    me: nullable(MeSchema),
  },
  { description: 'The state of access control, for whoever asks.' },
);

/** Whether there is access control, how to sign in, and who asks ([A1]). */
export type AccessState = Type.Static<typeof AccessStateSchema>;

/** Body of a setup ([A4]): the account gets this name and password. */
export const SetupBodySchema = Type.Object({
  secret: secret('The fragment of the setup address.'),
  name: name('Name of the account; the first admin chooses it, for others it must be that of the account.'),
  password,
});

/** Body of a sign-in ([A4]). */
export const SignInBodySchema = Type.Object({ name: name('Name of the account.'), password: givenPassword });

/** Body of a change of one's own password ([A4]). */
export const PasswordBodySchema = Type.Object({ old_password: givenPassword, password });

/** An account ([A4]). */
export const UserViewSchema = Type.Object({
  user_id: id('Id of the account.'),
  name: name('Name.'),
  role,
  created_at: timestamp('When it was made.'),
  last_seen_at: when('Last use of one of its sessions'),
  provider: nullable(
    text('OpenID Connect provider or `proxy` that the account belongs to; null for passwords.'),
  ),
  has_password: Type.Boolean({ description: 'It can sign in with a password.' }),
  passkeys: u32('Number of its passkeys.'),
  setup_until: when('End of its setup address'),
});

/** An account ([A4]). */
export type UserView = Type.Static<typeof UserViewSchema>;

/** The accounts. */
export const UserListSchema = listOf(UserViewSchema);

/** Body of a new account. */
export const NewUserBodySchema = Type.Object({ name: name('Name of the account.'), role });

/** A setup secret for an account ([A4]): `setup_path` is the address of the page, with the secret in its fragment. */
export const SetupSecretSchema = Type.Object({
  user: UserViewSchema,
  setup_path: text('Path of the page with the secret in its fragment; shown once.'),
  expires_at: timestamp('End of the secret.'),
});

/** A setup secret for an account ([A4]). */
export type SetupSecret = Type.Static<typeof SetupSecretSchema>;

/** Body of a change of an account. */
export const UserChangeBodySchema = Type.Object({ role });

/** A session of a person ([A4]). */
export const SessionViewSchema = Type.Object({
  session_id: id('Id of the session; not its secret.'),
  user_id: id('Account.'),
  user_name: name('Name of the account.'),
  started_at: timestamp('When it began.'),
  last_used_at: timestamp('Last use, to a minute.'),
  expires_at: timestamp('When it ends if it is not used.'),
  address: text('Address that it was last used from.'),
  agent: text('User-Agent of the sign-in, cut.'),
  current: Type.Boolean({ description: 'The session of this request.' }),
});

/** A session of a person ([A4]). */
export type SessionView = Type.Static<typeof SessionViewSchema>;

/** Sessions. */
export const SessionListSchema = listOf(SessionViewSchema);

/** A passkey of the caller ([A5]). */
export const PasskeyViewSchema = Type.Object({
  passkey_id: id('Id.'),
  name: name('Name that the person gave it.'),
  created_at: timestamp('When it was added.'),
  last_used_at: when('Last sign-in with it'),
});

/** A passkey of the caller ([A5]). */
export type PasskeyView = Type.Static<typeof PasskeyViewSchema>;

/** Text in base64url, as WebAuthn has bytes in JSON (WebAuthn Level 3, 5.1.8). */
const bytesText = (description: string, maxLength: number) =>
  Type.String({ description, minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' });

const credentialOf = <T extends Type.TProperties>(response: T) =>
  Type.Object({
    id: bytesText('Id of the credential.', ACCESS_LIMITS.maxCredentialIdChars),
    rawId: bytesText('The same.', ACCESS_LIMITS.maxCredentialIdChars),
    type: Type.Literal('public-key'),
    response: Type.Object({ clientDataJSON: bytesText('What was signed for.', 8_192), ...response }),
  });

/** Body of a new passkey ([A5]): its name, and what `navigator.credentials.create()` answered, as its `toJSON()` has it. */
export const NewPasskeyBodySchema = Type.Object({
  name: name('Name that the person gives it.'),
  credential: credentialOf({
    attestationObject: bytesText('The new key.', 16_384),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 16 })),
  }),
});

/** Body of a new passkey ([A5]). */
export type NewPasskeyBody = Type.Static<typeof NewPasskeyBodySchema>;

/** Body of a sign-in with a passkey ([A5]): what `navigator.credentials.get()` answered, as its `toJSON()` has it. */
export const PasskeySignInBodySchema = Type.Object({
  credential: credentialOf({
    authenticatorData: bytesText('State of the authenticator.', 4_096),
    signature: bytesText('Signature.', 8_192),
    userHandle: Type.Optional(nullable(Type.String({ maxLength: 128 }))),
  }),
});

/** Body of a sign-in with a passkey ([A5]). */
export type PasskeySignInBody = Type.Static<typeof PasskeySignInBodySchema>;

/** Options for `navigator.credentials`, as `PublicKeyCredential.parse...OptionsFromJSON()` reads them (WebAuthn Level 3). */
export const PasskeyOptionsSchema = Type.Object(
  { challenge: text('What is to be signed; used once, within 5 minutes.') },
  { description: 'Options of WebAuthn.', additionalProperties: true },
);

/** Passkeys. */
export const PasskeyListSchema = listOf(PasskeyViewSchema);

/** An API token ([A2]), without its secret. */
export const TokenViewSchema = Type.Object({
  token_id: id('Id of the token; not its secret.'),
  name: name('Name.'),
  scopes,
  created_at: timestamp('When it was made.'),
  created_by: by,
  expires_at: when('When it expires'),
  last_used_at: when('Last use, to a minute'),
  last_address: nullable(text('Address that it was last used from; null if never.')),
});

/** An API token ([A2]), without its secret. */
export type TokenView = Type.Static<typeof TokenViewSchema>;

/** The API tokens that are not revoked. */
export const TokenListSchema = listOf(TokenViewSchema);

/** Body of a new API token. */
export const NewTokenBodySchema = Type.Object({
  name: name('Name.'),
  scopes,
  expires_in_s: Type.Optional(
    Type.Integer({
      description: 'Seconds until it expires; never unless given.',
      minimum: 1,
      maximum: ACCESS_LIMITS.maxTokenSeconds,
    }),
  ),
});

/** A new API token with its secret, which is shown once ([A2]). */
export const NewTokenSchema = Type.Object({ token: TokenViewSchema, secret: secret('The token itself.') });

/** A new API token with its secret ([A2]). */
export type NewToken = Type.Static<typeof NewTokenSchema>;

/** An invite ([A3]), without its code. */
export const InviteViewSchema = Type.Object({
  invite_id: id('Id of the invite; not its code.'),
  hive_id: nullable(HiveIdSchema),
  uses: u32('How many hives may join.'),
  used: u32('How many have joined.'),
  created_at: timestamp('When it was made.'),
  created_by: by,
  expires_at: timestamp('When it expires.'),
});

/** An invite ([A3]), without its code. */
export type InviteView = Type.Static<typeof InviteViewSchema>;

/** The invites that can still be used. */
export const InviteListSchema = listOf(InviteViewSchema);

/** Body of a new invite ([A3]). */
export const NewInviteBodySchema = Type.Object({
  hive_id: Type.Optional(HiveIdSchema),
  uses: Type.Optional(
    Type.Integer({
      description: 'How many hives may join.',
      minimum: 1,
      maximum: ACCESS_LIMITS.maxInviteUses,
    }),
  ),
  expires_in_s: Type.Optional(
    Type.Integer({
      description: 'Seconds until it expires.',
      minimum: 1,
      maximum: ACCESS_LIMITS.maxInviteSeconds,
    }),
  ),
});

/** A new invite with its line, which is shown once ([A3]). */
export const NewInviteSchema = Type.Object({
  invite: InviteViewSchema,
  join: Type.String({ description: 'The text for `rbee hive --join`.', maxLength: 4_096 }),
});

/** A new invite with its line ([A3]). */
export type NewInvite = Type.Static<typeof NewInviteSchema>;

/** Body of a hive that joins ([A3]). */
export const JoinBodySchema = Type.Object({ code: secret('Code of the invite.'), hive_id: HiveIdSchema });

/** The token of a hive ([A3]). */
export const JoinedSchema = Type.Object({ hive_id: HiveIdSchema, token: secret('Token of the hive.') });

/** The token of a hive ([A3]). */
export type Joined = Type.Static<typeof JoinedSchema>;

/** A hive with a token ([A3]). */
export const HiveTokenViewSchema = Type.Object({
  hive_id: HiveIdSchema,
  joined_at: timestamp('When it joined.'),
  invited_by: by,
  last_used_at: when('Last use of its token, to a minute'),
  last_address: nullable(text('Address that it was last used from; null if never.')),
  rotating: Type.Boolean({ description: 'It was asked to take its next token, and has not used it yet.' }),
  revoked_at: when('When its token was revoked'),
});

/** A hive with a token ([A3]). */
export type HiveTokenView = Type.Static<typeof HiveTokenViewSchema>;

/** Why a token was refused ([A2]); only for the audit log and for operators. */
export const TOKEN_FAULTS = ['missing', 'unknown', 'revoked', 'expired', 'wrong_hive'] as const;

/** Why a token was refused ([A2]). */
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** The hives with a token, and the addresses whose heartbeats were refused in the last hour ([A3]). */
export const HiveTokenListSchema = Type.Object({
  items: Type.Array(HiveTokenViewSchema),
  refused: Type.Array(
    Type.Object({
      address: text('Address.'),
      reason: Type.Enum([...TOKEN_FAULTS], { description: 'Why the last one was refused.' }),
      hive_id: nullable(HiveIdSchema),
      count: u32('Refused heartbeats and links.'),
      last_at: timestamp('When the last one was refused.'),
    }),
  ),
});

/** The hives with a token, and who was refused ([A3]). */
export type HiveTokenList = Type.Static<typeof HiveTokenListSchema>;

/** Something that somebody did ([A9]). */
export const AuditEntrySchema = Type.Object({
  entry_id: u32('Number; later entries have larger ones.'),
  at: timestamp('When.'),
  who: text('`hive:<id>`, `person:<name>`, `program:<name>`, `machine` for commands there, or `stranger`.'),
  what: text('What, such as `sign_in`, `token_created`, `hive_revoked`.'),
  target: nullable(text('What it was done to.')),
  address: nullable(text('Address that it came from.')),
  result: text('`ok`, or why it was refused.'),
  count: u32('How often within the minute.'),
});

/** Something that somebody did ([A9]). */
export type AuditEntry = Type.Static<typeof AuditEntrySchema>;

/** A page of the audit log, the newest entry first ([A9]). */
export const AuditPageSchema = Type.Object({
  items: Type.Array(AuditEntrySchema),
  next_cursor: nullable(Type.String({ description: '`cursor` of the next page; null on the last.' })),
});

/** A page of the audit log ([A9]). */
export type AuditPage = Type.Static<typeof AuditPageSchema>;
