import type {
  HeartbeatEvent,
  HiveEvent,
  HiveHealth,
  HiveTelemetry,
  LagEvent,
  ProcessStats,
  QueenHeartbeat,
  ResetEvent,
  WorkerEvent,
} from '@rbee/contract';

/** Every event of the stream that this package knows, distinguished by `type` ([S2], [S3], [S10]). */
export type StreamEvent = HeartbeatEvent | HiveEvent | WorkerEvent | LagEvent | ResetEvent;

/**
 * `connecting`: the first connection is being made; `live`: the stream is open and not silent; `stale`: it is
 * open and was silent for `staleAfterMs`; `offline`: there is no connection; it is retried unless the store was closed;
 * `unauthorized`: the queen does not know who asks ([A7]): it is retried once there is another token, or by `retry`.
 */
export type ConnectionState = 'connecting' | 'live' | 'stale' | 'offline' | 'unauthorized';

/** The connection to the queen, for a page to show. */
export interface Connection {
  readonly state: ConnectionState;
  /** Attempts since the stream was open; 0 while it is open. */
  readonly attempt: number;
  /** Why the last connection ended or could not be made, one sentence; null while it is open. */
  readonly error: string | null;
  /** When the next attempt is due, milliseconds since the epoch; null when none is scheduled. */
  readonly retryAt: number | null;
  /** Number of frames that were skipped because the wire does not allow them, or over the limits of the store. */
  readonly skippedFrames: number;
}

/** A hive: its latest telemetry and its health. */
export interface HiveState extends Omit<HiveTelemetry, 'timestamp' | 'workers' | 'health'> {
  readonly workers: readonly ProcessStats[];
  /** When the queen received its last heartbeat (RFC 3339). */
  readonly last_update: string;
  /** Its health as the queen reports it ([R1], [S10]). */
  readonly health: HiveHealth;
}

/** The whole fleet at one moment. Parts that did not change keep their identity from state to state. */
export interface FleetState {
  readonly connection: Connection;
  /** The queen's last beat; null before the first. */
  readonly queen: QueenHeartbeat | null;
  /**
   * When the queen wrote that beat, milliseconds of `performance.now()`, which nobody sets; undefined before the
   * first. The queen's time is now `Date.parse(queen.timestamp) + performance.now() - beatAt`: by it ages of times of
   * the queen, such as `last_update`, are right also on a machine whose clock is wrong or is set ([H7]).
   */
  readonly beatAt?: number | undefined;
  /** Every known hive, sorted by id. */
  readonly hives: readonly HiveState[];
}
