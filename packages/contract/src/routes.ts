/** Default port of a queen. */
export const DEFAULT_QUEEN_PORT = 7833;

/** Header of the answer to a heartbeat: the `retry_ms` of an ack ([L4]). */
export const RETRY_MS_HEADER = 'rbee-retry-ms';

/** Header of the answer to a heartbeat: the queen asks the hive to take its next token ([A3]). */
export const ROTATE_HEADER = 'rbee-rotate';

/** Paths of the queen's HTTP interface; `:hive_id`, `:id` and `:provider` stand for one id, percent-encoded. */
export const ROUTES = {
  /** POST: send a heartbeat ([H1]-[H8]). */
  heartbeat: '/v1/hive-heartbeat',
  /** GET with a WebSocket handshake: the hive link ([L1]-[L7]). */
  link: '/v1/hive-link',
  /** GET: the Server-Sent Events ([S1]-[S11]). */
  stream: '/v1/heartbeats/stream',
  /** GET: all known hives, paged ([Q]). */
  hives: '/v1/hives',
  /** GET, DELETE: one hive ([Q], [R4]). */
  hive: '/v1/hives/:hive_id',
  /** GET: all workers of online hives, paged ([Q]). */
  workers: '/v1/workers',
  /** GET: what is kept of the past ([P7]). */
  history: '/v1/history',
  /** GET: figures over time ([P3]). */
  historySeries: '/v1/history/series',
  /** GET: what used most ([P4]). */
  historyTop: '/v1/history/top',
  /** GET: who held the memory of a GPU ([P5]). */
  historyHolders: '/v1/history/holders',
  /** GET: what happened ([P6]). */
  historyEvents: '/v1/history/events',
  /** GET: address, version and features of the queen ([Q]). */
  info: '/v1/info',
  /** GET: whether there is access control, how to sign in, and who asks ([A1]). */
  access: '/v1/access',
  /** POST: makes the account that a setup secret is for ([A4]). */
  setup: '/v1/access/setup',
  /** POST: signs in with a name and a password ([A4]). */
  signIn: '/v1/access/sign-in',
  /** POST: ends the session of the caller ([A4]). */
  signOut: '/v1/access/sign-out',
  /** POST: changes the caller's own password ([A4]). */
  password: '/v1/access/password',
  /** POST: options for a passkey to sign in with; then what it answered ([A5]). */
  passkeyOptions: '/v1/access/passkeys/options',
  passkeySignIn: '/v1/access/passkeys/sign-in',
  /** GET: the caller's passkeys; POST: adds one ([A5]). */
  passkeys: '/v1/access/passkeys',
  /** POST: options for a new passkey of the caller ([A5]). */
  newPasskey: '/v1/access/passkeys/new',
  /** DELETE: one passkey of the caller ([A5]). */
  passkey: '/v1/access/passkeys/:id',
  /** GET: goes to an OpenID Connect provider, and comes back from it ([A5]). */
  oidc: '/v1/access/oidc/:provider',
  oidcCallback: '/v1/access/oidc/:provider/callback',
  /** POST: exchanges the code of an invite for the token of a hive ([A3]). */
  join: '/v1/access/join',
  /** POST: gives the calling hive its next token ([A3]). */
  rotate: '/v1/access/rotate',
  /** GET: the caller's sessions; DELETE: one of them ([A4]). */
  sessions: '/v1/access/sessions',
  session: '/v1/access/sessions/:id',
  /** GET: the accounts; POST: a new one ([A4]). */
  users: '/v1/access/users',
  /** PATCH: the role of an account; DELETE: the account ([A4]). */
  user: '/v1/access/users/:id',
  /** POST: a new setup secret for an account, which ends its sessions when it is used ([A4]). */
  userSetup: '/v1/access/users/:id/setup',
  /** GET: the API tokens; POST: a new one ([A2]). */
  tokens: '/v1/access/tokens',
  /** DELETE: revokes an API token ([A2]). */
  token: '/v1/access/tokens/:id',
  /** GET: the invites; POST: a new one ([A3]). */
  invites: '/v1/access/invites',
  /** DELETE: revokes an invite ([A3]). */
  invite: '/v1/access/invites/:id',
  /** GET: the hives with a token, and those that were refused ([A3]). */
  hiveTokens: '/v1/access/hives',
  /** DELETE: revokes the token of a hive ([A3]). */
  hiveToken: '/v1/access/hives/:hive_id',
  /** POST: asks a hive to take its next token ([A3]). */
  hiveRotation: '/v1/access/hives/:hive_id/rotate',
  /** GET: who did what ([A9]). */
  audit: '/v1/access/audit',
  /** GET: 200 and an empty body while the process runs ([Q]). */
  health: '/health',
  /** GET: 200 while heartbeats are accepted, 503 while starting or stopping ([Q]). */
  ready: '/ready',
  /** GET: metrics in the Prometheus text format ([Q]). */
  metrics: '/metrics',
  /** GET: the OpenAPI description ([Q]). */
  openapi: '/openapi.json',
  /** GET: the OpenAPI description as a web page ([Q]). */
  docs: '/docs',
} as const;

/** Addresses of the page ([Q]): the queen answers each of them with the page, which shows what the address names. */
export const PAGE_ROUTES = {
  fleet: '/',
  hive: '/hives/:hive_id',
  worker: '/hives/:hive_id/:group/:instance',
  models: '/models',
  model: '/models/:name',
  problems: '/problems',
  signIn: '/sign-in',
  setup: '/setup',
  access: '/access',
  accessPart: '/access/:part',
} as const;
