import type { HistoryTier } from '@rbee/contract';

/** A part of a line without a value ([P2]); times are milliseconds since the epoch. */
export interface SeriesGap {
  readonly from: number;
  /** End; not part of the gap. */
  readonly to: number;
  /** `no_sample`: the hive did not report; `not_present`: it reported without this figure; else why it is unknown ([W2]). */
  readonly reason: string;
}

/** One figure of one worker, GPU or machine over time. Its lists have one entry for each point. */
export interface SeriesLine {
  readonly hive_id: string;
  /** Worker id ([S3]); undefined for a GPU or a machine. */
  readonly worker_id: string | undefined;
  /** Uuid of the GPU; undefined for a worker or a machine. */
  readonly gpu_uuid: string | undefined;
  /** Name of the field ([P1]); its unit is in the name. */
  readonly field: string;
  /** Mean of the samples of each point; null where there is no value. */
  readonly mean: readonly (number | null)[];
  /** Smallest and largest value of each point; those of `mean` if a point is one sample. */
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  /**
   * Where there is no value and why. A point that is null and in no gap is one of which nothing is known, such as
   * the present second before its sample has arrived.
   */
  readonly gaps: readonly SeriesGap[];
}

/**
 * Series up to the present. Point `i` is the time from `from + i * stepMs`, of `stepMs`. Times are milliseconds since the
 * epoch by the queen's clock.
 */
export interface SeriesData {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  /** Tier of the past that the points are made of ([P1]). */
  readonly tier: HistoryTier;
  /** True if a point is made of several samples, so that `min` and `max` differ from `mean`. */
  readonly isMerged: boolean;
  readonly series: readonly SeriesLine[];
}

/**
 * State of series: `loading` until the first answer; `ready`; `off` if the queen keeps no history; `failed` if it could
 * not answer. A failure that can pass is tried again; meanwhile `data` stays and goes on.
 */
export interface SeriesState {
  readonly status: 'loading' | 'ready' | 'off' | 'failed';
  /** Why there is no answer, one sentence; null without an error. */
  readonly error: string | null;
  readonly data: SeriesData | null;
}
