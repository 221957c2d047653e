import type { HiveHealth, HiveTelemetry, ProcessStats, QueenHeartbeat } from '@rbee/contract';

/**
 * How the store stands with its queen. `connecting`: the first connection is being made; `live`: the
 * stream is open and spoke lately; `stale`: it is open and silent for longer than the queen's beat allows;
 * `offline`: there is no connection, and the next attempt is set.
 */
export type ConnectionState = 'connecting' | 'live' | 'stale' | 'offline';

/** The connection, in values that a page can put into words. */
export interface Connection {
  readonly state: ConnectionState;
  /** Attempts since the last time the stream was open; 0 while it is open. */
  readonly attempt: number;
  /** Why the last connection ended or could not be made, one sentence; null while all is well. */
  readonly error: string | null;
  /** When the next attempt is due, milliseconds since the epoch; null while none is set. */
  readonly retryAt: number | null;
  /** Frames that were skipped because they were not what the wire allows. */
  readonly skippedFrames: number;
}

/** One hive as the store knows it: its latest telemetry and how it stands now. */
export interface HiveState extends Omit<HiveTelemetry, 'timestamp' | 'workers' | 'health'> {
  readonly workers: readonly ProcessStats[];
  /** When the queen received its last heartbeat (RFC 3339). */
  readonly last_update: string;
  /** How it stands, told by the queen ([R1], [S10]). */
  readonly health: HiveHealth;
}

/** The whole fleet at one moment. A part that did not change keeps its identity from state to state. */
export interface FleetState {
  readonly connection: Connection;
  /** The queen's last beat; null before the first. */
  readonly queen: QueenHeartbeat | null;
  /** Every known hive, sorted by id. */
  readonly hives: readonly HiveState[];
}
