/** Sizes and counts that the wire allows, each with its unit in its name. */
export const LIMITS = {
  /** Workers in one heartbeat ([H1]). */
  maxWorkers: 512,
  /** Bytes of one heartbeat's body ([H1]): 1 MiB. */
  maxHeartbeatBytes: 1024 * 1024,
  /** GPUs that one machine or worker can list. */
  maxGpus: 64,
  /** Fields that one `unknown` object can name. */
  maxUnknownFields: 64,
  /** Characters of a free text (a model name, a host name, a reason). */
  maxTextChars: 512,
  /** Characters of a group or an instance ([W1]). */
  maxNameChars: 64,
  /** Shortest and longest interval a hive may keep, in milliseconds. */
  minIntervalMs: 100,
  maxIntervalMs: 60_000,
  /** Interval of a hive that does not say ([R1]), in milliseconds. */
  defaultIntervalMs: 1_000,
  /** A hive is degraded after this many intervals without a heartbeat ([R1]). */
  degradedAfterIntervals: 3,
  /** A hive is down after this many intervals without a heartbeat ([R1]). */
  downAfterIntervals: 10,
  /** Heartbeats that a hive sends on a link before the first of them is acknowledged ([L1]). */
  maxLinkInFlight: 8,
  /** Silence after which the queen pings a link ([L3]), in milliseconds. */
  linkPingMs: 1_500,
  /** Time in which a ping, or a heartbeat on a link, is answered ([L3]), in milliseconds. */
  linkAnswerMs: 3_000,
  /** Time in which a link's first heartbeat has come ([L1]), in milliseconds. */
  linkHelloMs: 10_000,
  /** Time after which a hive that posts tries the link again, in milliseconds. */
  linkRetryMs: 60_000,
  /** Time for which a refused claimant of a hive's id is remembered and counted, in milliseconds. */
  conflictMs: 60_000,
  /** The queen's own beat ([S3]), in milliseconds. */
  queenBeatMs: 2_500,
  /** Silence after which the stream carries a comment ([S7]), in milliseconds. */
  keepAliveMs: 15_000,
  /** Reconnection time that the stream asks for ([S7]), in milliseconds. */
  retryMs: 2_000,
  /** CPU use from which a worker of unknown GPU use counts as busy ([R2]); 100 is one core. */
  busyCpuPct: 50,
  /** Page size of a list ([Q]) when the reader does not say, and the largest one. */
  defaultPageSize: 100,
  maxPageSize: 1_000,
} as const;
