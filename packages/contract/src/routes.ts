/** Default port of a queen. */
export const DEFAULT_QUEEN_PORT = 7833;

/** Header of the answer to a heartbeat: the `retry_ms` of an ack ([L4]). */
export const RETRY_MS_HEADER = 'rbee-retry-ms';

/** Paths of the queen's HTTP interface; `:hive_id` stands for one hive's id, percent-encoded. */
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
} as const;
