import type { Cell } from './cells.ts';
import type { Column, Entity } from './second.ts';

/** Name of a tier: samples of a second, or points rolled up over a minute or a quarter of an hour. */
export type Tier = '1s' | '1m' | '15m';

/** Milliseconds between two points of each tier. */
export const TIER_STEP_MS: Readonly<Record<Tier, number>> = { '1s': 1_000, '1m': 60_000, '15m': 900_000 };

/** The minute of one hive, second by second. Two workers that followed each other under one name are two entities. */
export interface SecondsBlock {
  readonly hive_id: string;
  /** Start of the minute, milliseconds since the epoch. */
  readonly start: number;
  readonly interval_ms: number;
  readonly entities: readonly Entity[];
  readonly columns: readonly Column[];
  /** For each of the 60 seconds: 1 if the hive reported, else 0. */
  readonly reported: Uint8Array;
  /** For each column the 60 cells. */
  readonly cells: readonly Float64Array[];
}

/** One point of a series, rolled up from seconds. `min`, `max` and `sum` count values only. */
export interface RolledPoint {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  /** Number of seconds with a value. If it is 0, `min` and `max` are not numbers. */
  readonly count: number;
  /** Number of seconds in which the figure was unknown, and the number of the most frequent reason (`reasonOf`). */
  readonly unknown: number;
  readonly reason: number;
}

/** What one hive reported in a minute or a quarter of an hour. */
export interface RolledBlock {
  readonly hive_id: string;
  /** Start, milliseconds since the epoch. */
  readonly start: number;
  /** Length, milliseconds. */
  readonly step: number;
  /** Number of samples that the hive would have sent in that time, and of those that it sent. */
  readonly expected: number;
  readonly reported: number;
  readonly entities: readonly Entity[];
  readonly columns: readonly Column[];
  /** A point for each column. */
  readonly points: readonly RolledPoint[];
}

/** The cell of a second. */
export type { Cell };
