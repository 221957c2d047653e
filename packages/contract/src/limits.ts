/** Limits of the wire. */
export const LIMITS = {
  /** Workers in one heartbeat ([H1]). */
  maxWorkers: 512,
  /** Bytes of one heartbeat's body ([H1]): 1 MiB. */
  maxHeartbeatBytes: 1024 * 1024,
  /** GPUs of one machine or one worker. */
  maxGpus: 64,
  /** Entries of the health of one GPU (section N). */
  maxGpuHealthCodes: 16,
  /** Models of one worker ([W5]). */
  maxModels: 64,
  /** Fields in one `unknown` object. */
  maxUnknownFields: 64,
  /** Characters of a free text (a model name, a host name, a reason). */
  maxTextChars: 512,
  /** Characters of a group or an instance ([W1]). */
  maxNameChars: 64,
  /** Minimum and maximum interval between two heartbeats, in milliseconds. */
  minIntervalMs: 100,
  maxIntervalMs: 60_000,
  /** Interval of a hive whose heartbeats do not give one ([R1]), in milliseconds. */
  defaultIntervalMs: 1_000,
  /** A hive is degraded after this many intervals without a heartbeat ([R1]). */
  degradedAfterIntervals: 3,
  /** A hive is down after this many intervals without a heartbeat ([R1]). */
  downAfterIntervals: 10,
  /** Maximum number of unanswered heartbeats on a link ([L1]). */
  maxLinkInFlight: 8,
  /** Silence after which the queen pings a link ([L3]), in milliseconds. */
  linkPingMs: 1_500,
  /** Timeout for the answer to a ping or to a heartbeat on a link ([L3]), in milliseconds. */
  linkAnswerMs: 3_000,
  /** Timeout for the first heartbeat on a link ([L1]), in milliseconds. */
  linkHelloMs: 10_000,
  /** Interval at which a hive that uses POST tries to open a link, in milliseconds. */
  linkRetryMs: 60_000,
  /** Bounds of the time over which the queen spreads the attempts of its hives ([L4]), in milliseconds. */
  minRetryMs: 1_000,
  maxRetryMs: 15_000,
  /** Time for which a hive that was refused with `hive_id_taken` counts as a conflict, in milliseconds. */
  conflictMs: 60_000,
  /** Interval of the queen's own beat ([S3]), in milliseconds. */
  queenBeatMs: 2_500,
  /** Silence after which the queen sends a comment on a stream ([S7]), in milliseconds. */
  keepAliveMs: 15_000,
  /** Reconnection time in the `retry` field at the beginning of a stream ([S7]), in milliseconds. */
  retryMs: 2_000,
  /** A watcher is told another one after this long at the earliest ([S7]), in milliseconds. */
  steadyWatcherMs: 10_000,
  /** A worker whose GPU use is unknown is busy from this CPU use on ([R2]); 100 is one core. */
  busyCpuPct: 50,
  /** Default and maximum page size of a list ([Q]). */
  defaultPageSize: 100,
  maxPageSize: 1_000,
} as const;
