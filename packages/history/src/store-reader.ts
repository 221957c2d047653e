import type { HistoryEvent } from '@rbee/contract';
import type { RolledBlock, SecondsBlock, Tier } from './block.ts';
import type { EntityKind, FieldName } from './fields.ts';

/** A range of time: from `from` up to, but not including `to`, milliseconds since the epoch. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The mean and the largest value of one figure of one worker or GPU over a range. */
export interface Ranked {
  readonly hive_id: string;
  readonly group?: string;
  readonly instance?: string;
  readonly uuid?: string;
  readonly model?: string | null;
  readonly sum: number;
  readonly max: number;
  /** Number of seconds with a value. */
  readonly count: number;
}

/** What a tier holds at present. */
export interface TierState {
  readonly tier: Tier;
  /** Start of the oldest point, milliseconds since the epoch; null if it is empty. */
  readonly oldest: number | null;
  readonly bytes: number;
  readonly max_bytes: number;
  readonly max_age_ms: number;
  /** True if points younger than `max_age_ms` were removed because the bytes were used up. */
  readonly shortened: boolean;
}

/**
 * Reads what is kept. Everything is synchronous, and runs in a thread of its own. Blocks come in the order of their time, and in-memory
 * blocks of the open minute are among them as far as the writer has handed them over. `want` leaves columns out of the blocks before
 * they are decoded.
 */
export interface StoreReader {
  seconds(hiveId: string, range: Range, want?: Want): Iterable<SecondsBlock>;
  rolled(tier: '1m' | '15m', hiveId: string, range: Range, want?: Want): Iterable<RolledBlock>;
  /** Sums of every worker or GPU that had the field in `rankedRange`, several perhaps of one. */
  ranked(by: 'worker' | 'gpu', field: FieldName, range: Range): Iterable<Ranked>;
  /**
   * The range that `ranked` has figures of. In a fleet of more than 64 hives it begins and ends at whole ten minutes of the clock, and
   * ends about two minutes before the present at the latest; else it is `range`, up to the present.
   */
  rankedRange(range: Range): Range;
  /** Events in the order of their time; after `cursor`, the number of an event, if it is given. */
  events(
    range: Range,
    filter: EventFilter,
  ): Iterable<{ readonly number: number; readonly event: HistoryEvent }>;
  /** Ids of the hives that have anything in the range. */
  hives(range: Range): readonly string[];
  /** Ids of the hives that had a GPU with that uuid in the range, and perhaps of others that had it some days before or after. */
  hivesOfGpu(uuid: string, range: Range): readonly string[];
  tiers(): readonly TierState[];
}

/** Which columns a reader needs. */
export interface Want {
  readonly kinds: readonly EntityKind[];
  readonly fields: readonly FieldName[];
  readonly worker?: { readonly group: string; readonly instance: string };
  readonly uuid?: string;
}

/** Which events a reader needs. */
export interface EventFilter {
  readonly hiveId?: string;
  readonly worker?: { readonly group: string; readonly instance: string };
  readonly after?: number;
  readonly limit: number;
}
