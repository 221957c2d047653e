import type { Tier } from '../block.ts';
import type { TierState } from '../store-reader.ts';
import type { BlockFile } from './block-file.ts';
import { FILE_KINDS, type FileKind } from './file-names.ts';
import type { ReadableFiles } from './readable-files.ts';
import type { Bounds } from './tier-bounds.ts';
import { bytesOfFile, listFiles } from './writable-files.ts';

/** Share of its bytes from which on a tier counts as full, unless it is known what was removed. */
export const FULL = 0.95;

const kindsOf = (tier: Tier): FileKind[] => FILE_KIND_NAMES.filter((kind) => FILE_KINDS[kind].tier === tier);
const FILE_KIND_NAMES = ['seconds', 'minutes', 'quarters', 'events'] as const;

/** Bytes of the files of a tier. */
export function bytesOfTier(folder: string, tier: Tier): number {
  const paths = kindsOf(tier).flatMap((kind) => listFiles(folder, kind).map((it) => it.path));
  return paths.reduce((sum, path) => sum + bytesOfFile(path), 0);
}

/** What a tier holds, as far as its files tell. */
export function stateOfTier(
  folder: string,
  tier: Tier,
  files: ReadableFiles<BlockFile>,
  bounds: Bounds,
  now: number,
): TierState {
  const { max_age_ms, max_bytes } = bounds[tier];
  const bytes = bytesOfTier(folder, tier);
  const oldest = firstOf(files.all((file) => [file.oldest()].filter((it) => it !== null)));
  const shortened = bytes > FULL * max_bytes && oldest !== null && oldest > now - max_age_ms;
  return { tier, oldest, bytes, max_bytes, max_age_ms, shortened };
}

function firstOf<T>(items: Iterable<T>): T | null {
  for (const it of items) return it;
  return null;
}
