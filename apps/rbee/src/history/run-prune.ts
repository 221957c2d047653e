import { type Pruned, readTime } from '@rbee/history';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import type { HistoryPruneSettings } from '../settings/index.ts';
import { sizeOf } from './run-info.ts';

/** What removes a part of a history. */
export interface PruneEdges extends Pick<ProcessEdges, 'print'> {
  /** Removes everything before a time, milliseconds since the epoch. */
  readonly prune: (before: number) => readonly Pruned[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Removes what is older than a time, and says how much that was. */
export function runPrune(
  { before }: Pick<HistoryPruneSettings, 'before'>,
  { prune, now, print }: PruneEdges,
): Outcome {
  const time = readTime(before, now) ?? now;
  const bytes = prune(time).reduce((sum, it) => sum + it.bytes, 0);
  print(`Everything before ${new Date(time).toISOString()} was removed: ${sizeOf(bytes)}.`);
  return { code: 0 };
}
