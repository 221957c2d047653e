import type { Tier } from '../block.ts';

/** How much of a tier is kept: whichever of the two is reached first. */
export interface TierBounds {
  /** Age at which points are removed, milliseconds. */
  readonly max_age_ms: number;
  /** Bytes on disk, with indexes and write-ahead logs. */
  readonly max_bytes: number;
}

/** The bounds of every tier. */
export type Bounds = Readonly<Record<Tier, TierBounds>>;

const DAY_MS = 86_400_000;
const MIB = 2 ** 20;

/** The bounds unless others are set: 24 h, 90 days and a year, and 2 GiB in all. */
export const DEFAULT_BOUNDS: Bounds = {
  '1s': { max_age_ms: DAY_MS, max_bytes: 512 * MIB },
  '1m': { max_age_ms: 90 * DAY_MS, max_bytes: 1_024 * MIB },
  '15m': { max_age_ms: 365 * DAY_MS, max_bytes: 512 * MIB },
};
