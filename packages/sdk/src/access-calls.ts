import {
  AccessStateSchema,
  AuditPageSchema,
  createCheck,
  HiveTokenListSchema,
  InviteListSchema,
  MeSchema,
  NewInviteSchema,
  type NewPasskeyBody,
  NewTokenSchema,
  PasskeyListSchema,
  PasskeyOptionsSchema,
  type PasskeySignInBody,
  ROUTES,
  type Role,
  type Scope,
  SessionListSchema,
  SetupSecretSchema,
  TokenListSchema,
  UserListSchema,
  UserViewSchema,
} from '@rbee/contract';
import { type createSend, jsonOf, type RequestOptions } from './request.ts';

/** Whose sessions ([A4]): the own ones unless given; those of others only for admins. */
export interface SessionsQuery {
  readonly user_id?: string | undefined;
  readonly all?: boolean | undefined;
}

/** Which page of the audit log ([A9]). */
export interface AuditQuery {
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

const readState = jsonOf(createCheck(AccessStateSchema));
const readMe = jsonOf(createCheck(MeSchema));
const readSessions = jsonOf(createCheck(SessionListSchema));
const readUsers = jsonOf(createCheck(UserListSchema));
const readUser = jsonOf(createCheck(UserViewSchema));
const readSetup = jsonOf(createCheck(SetupSecretSchema));
const readTokens = jsonOf(createCheck(TokenListSchema));
const readNewToken = jsonOf(createCheck(NewTokenSchema));
const readInvites = jsonOf(createCheck(InviteListSchema));
const readNewInvite = jsonOf(createCheck(NewInviteSchema));
const readHives = jsonOf(createCheck(HiveTokenListSchema));
const readAudit = jsonOf(createCheck(AuditPageSchema));
const readPasskeys = jsonOf(createCheck(PasskeyListSchema));
const readOptions = jsonOf(createCheck(PasskeyOptionsSchema));
const readNothing = (): void => {};

/** The path of one entry. Throws for an id of dots only: URLs resolve it as a folder. */
function withId(route: string, id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new TypeError(`The id ${JSON.stringify(id)} cannot be part of a URL.`);
  return route.replace(/:(?:id|hive_id)/, encodeURIComponent(id));
}

function queryOf(values: object): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const text = `${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
  return text === '' ? '' : `?${text}`;
}

/** Requests about access control (section A), sent with `send`. */
export function accessCalls(send: ReturnType<typeof createSend>) {
  return {
    ...accountCalls(send),
    ...passkeyCalls(send),
    ...userCalls(send),
    ...tokenCalls(send),
    ...hiveCalls(send),
    /** A page of who did what, the newest first. */
    audit: (query: AuditQuery = {}, request: RequestOptions = {}) =>
      send({ path: ROUTES.audit + queryOf(query), ...request }, readAudit),
  };
}

function accountCalls(send: ReturnType<typeof createSend>) {
  return {
    /** Whether there is access control, how to sign in, and who asks. */
    state: (request: RequestOptions = {}) => send({ path: ROUTES.access, ...request }, readState),
    /** Makes the account of a setup secret, and signs in; refused with `setup_refused`. */
    setUp: (body: { secret: string; name: string; password: string }, request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.setup, body, ...request }, readMe),
    /** Signs in by the cookie of the answer; refused with `sign_in_refused` or `too_many_attempts`. */
    signIn: (body: { name: string; password: string }, request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.signIn, body, ...request }, readMe),
    /** Ends the session of the caller. */
    signOut: (request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.signOut, ...request }, readNothing),
    /** Changes the own password, and ends all other sessions. */
    changePassword: (body: { old_password: string; password: string }, request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.password, body, ...request }, readNothing),
    /** The own sessions, or for admins those of others. */
    sessions: (query: SessionsQuery = {}, request: RequestOptions = {}) =>
      send({ path: ROUTES.sessions + queryOf(query), ...request }, readSessions),
    /** Ends a session. */
    endSession: (sessionId: string, request: RequestOptions = {}) =>
      send({ method: 'DELETE', path: withId(ROUTES.session, sessionId), ...request }, readNothing),
  };
}

function passkeyCalls(send: ReturnType<typeof createSend>) {
  return {
    /** The own passkeys ([A5]). */
    passkeys: (request: RequestOptions = {}) => send({ path: ROUTES.passkeys, ...request }, readPasskeys),
    /** Options for `navigator.credentials.create()`. */
    newPasskey: (request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.newPasskey, ...request }, readOptions),
    /** Adds a passkey that was made with these options. */
    addPasskey: (body: NewPasskeyBody, request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.passkeys, body, ...request }, readNothing),
    removePasskey: (passkeyId: string, request: RequestOptions = {}) =>
      send({ method: 'DELETE', path: withId(ROUTES.passkey, passkeyId), ...request }, readNothing),
    /** Options for `navigator.credentials.get()`. */
    passkeyOptions: (request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.passkeyOptions, ...request }, readOptions),
    /** Signs in with what a passkey answered to these options. */
    signInWithPasskey: (body: PasskeySignInBody, request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.passkeySignIn, body, ...request }, readMe),
  };
}

function userCalls(send: ReturnType<typeof createSend>) {
  return {
    /** The accounts; for admins, as are the four below. */
    users: (request: RequestOptions = {}) => send({ path: ROUTES.users, ...request }, readUsers),
    /** Makes an account, with the path of the page at which its person chooses a password. */
    addUser: (body: { name: string; role: Role }, request: RequestOptions = {}) =>
      send({ method: 'POST', path: ROUTES.users, body, ...request }, readSetup),
    /** A setup path for a new password of an account, whose sessions end when it is used. */
    newSetup: (userId: string, request: RequestOptions = {}) =>
      send({ method: 'POST', path: withId(ROUTES.userSetup, userId), ...request }, readSetup),
    changeRole: (userId: string, role: Role, request: RequestOptions = {}) =>
      send({ method: 'PATCH', path: withId(ROUTES.user, userId), body: { role }, ...request }, readUser),
    /** Removes an account and ends its sessions. */
    removeUser: (userId: string, request: RequestOptions = {}) =>
      send({ method: 'DELETE', path: withId(ROUTES.user, userId), ...request }, readNothing),
  };
}

function tokenCalls(send: ReturnType<typeof createSend>) {
  return {
    /** The API tokens without their secrets; for admins, as are the two below. */
    tokens: (request: RequestOptions = {}) => send({ path: ROUTES.tokens, ...request }, readTokens),
    /** Makes an API token; only this answer has its secret. */
    addToken: (
      body: { name: string; scopes: readonly Scope[]; expires_in_s?: number },
      request: RequestOptions = {},
    ) => send({ method: 'POST', path: ROUTES.tokens, body, ...request }, readNewToken),
    revokeToken: (tokenId: string, request: RequestOptions = {}) =>
      send({ method: 'DELETE', path: withId(ROUTES.token, tokenId), ...request }, readNothing),
  };
}

function hiveCalls(send: ReturnType<typeof createSend>) {
  return {
    /** The invites that can still be used; for operators, as are those below. */
    invites: (request: RequestOptions = {}) => send({ path: ROUTES.invites, ...request }, readInvites),
    /** Makes an invite; only this answer has the text for `rbee hive --join`. */
    invite: (
      body: { hive_id?: string; uses?: number; expires_in_s?: number } = {},
      request: RequestOptions = {},
    ) => send({ method: 'POST', path: ROUTES.invites, body, ...request }, readNewInvite),
    revokeInvite: (inviteId: string, request: RequestOptions = {}) =>
      send({ method: 'DELETE', path: withId(ROUTES.invite, inviteId), ...request }, readNothing),
    /** The hives with a token, and the addresses whose heartbeats were refused. */
    hives: (request: RequestOptions = {}) => send({ path: ROUTES.hiveTokens, ...request }, readHives),
    /** Revokes the token of a hive, and closes its link. */
    revokeHive: (hiveId: string, request: RequestOptions = {}) =>
      send({ method: 'DELETE', path: withId(ROUTES.hiveToken, hiveId), ...request }, readNothing),
    /** Asks a hive to take its next token. */
    rotateHive: (hiveId: string, request: RequestOptions = {}) =>
      send({ method: 'POST', path: withId(ROUTES.hiveRotation, hiveId), ...request }, readNothing),
  };
}

/** Requests about access control. Every promise can be rejected with a `QueenError`. */
export type AccessCalls = Readonly<ReturnType<typeof accessCalls>>;
