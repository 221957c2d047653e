/** Port that a queen listens on unless told otherwise. */
export const DEFAULT_QUEEN_PORT = 7833;

/** Port that a seed hive names as its own ([H2]); our hive does not listen. */
export const DEFAULT_HIVE_PORT = 7835;

/** Paths of the queen's HTTP interface; `:hive_id` stands for one hive's id, percent-encoded. */
export const ROUTES = {
  /** POST: a heartbeat in ([H1]-[H7]). */
  heartbeat: '/v1/hive-heartbeat',
  /** GET, to become a WebSocket: the hive link ([L1]-[L4]). */
  link: '/v1/hive-link',
  /** GET: the Server-Sent Events ([S1]-[S10]). */
  stream: '/v1/heartbeats/stream',
  /** GET: every known hive, paged ([Q]). */
  hives: '/v1/hives',
  /** GET, DELETE: one hive ([Q], [R4]). */
  hive: '/v1/hives/:hive_id',
  /** GET: every worker of every online hive, paged ([Q]). */
  workers: '/v1/workers',
  /** GET: who this queen is ([Q]). */
  info: '/v1/info',
  /** GET: 200 and an empty body while the process runs ([Q]). */
  health: '/health',
  /** GET: 200 while heartbeats are taken in, 503 while starting or stopping ([Q]). */
  ready: '/ready',
  /** GET: Prometheus text ([Q]). */
  metrics: '/metrics',
  /** GET: the OpenAPI description ([Q]). */
  openapi: '/openapi.json',
  /** GET: the same to read ([Q]). */
  docs: '/docs',
} as const;
