import type { Tier } from '../block.ts';
import { FolderLock } from './folder-lock.ts';
import { Problems } from './problems.ts';
import { bytesOfTier } from './state-of-tier.ts';
import { StoreFiles } from './store-files.ts';
import type { Bounds } from './tier-bounds.ts';

/** What to remove. */
export interface PruneOptions {
  /** Folder of the files. */
  readonly folder: string;
  readonly bounds: Bounds;
  /** Everything before this time, milliseconds since the epoch. */
  readonly before: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Number of this process. */
  readonly pid: number;
}

/** What a tier gave back. */
export interface Pruned {
  readonly tier: Tier;
  readonly bytes: number;
}

/**
 * Removes everything before a time from all tiers, and the events before it; the bytes that each tier gave back. Throws a `FolderInUse`
 * while a queen writes to the folder.
 */
export function prune({ folder, bounds, before, now, pid }: PruneOptions): Pruned[] {
  const lock = new FolderLock(folder, pid);
  try {
    const bytes = TIERS.map((tier) => bytesOfTier(folder, tier));
    const files = new StoreFiles(folder, bounds, new Problems());
    try {
      for (const tier of TIERS) files.keepers[tier].removeBefore(before, now);
    } finally {
      files.close();
    }
    return TIERS.map((tier, index) => ({
      tier,
      bytes: Math.max(0, (bytes[index] ?? 0) - bytesOfTier(folder, tier)),
    }));
  } finally {
    lock.release();
  }
}

const TIERS = ['1s', '1m', '15m'] as const;
