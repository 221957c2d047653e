import type { HistorySeries, HistorySeriesItem } from '@rbee/contract';
import type { PastPoint } from './cells.ts';
import type { SubjectKind } from './figures.ts';
import type { SeriesGap } from './series-state.ts';

/** True if the points of an answer are made of several samples ([P3]). */
export const isMerged = ({ expected }: HistorySeries): boolean => expected !== undefined;

/** Worker id or uuid that a series of an answer is about; empty for the machine. */
export const subjectOf = ({ worker_id, gpu_uuid }: HistorySeriesItem, kind: SubjectKind): string =>
  (kind === 'worker' ? worker_id : kind === 'gpu' ? gpu_uuid : '') ?? '';

/** The points of a series in an answer, each with the reason of its gap. */
export function pointsOf(item: HistorySeriesItem, answer: HistorySeries): PastPoint[] {
  const from = Date.parse(answer.from);
  const points = item.mean.slice(0, answer.points).map((mean, index) => ({
    mean,
    min: item.min?.[index] ?? mean ?? 0,
    max: item.max?.[index] ?? mean ?? 0,
    count: item.count?.[index] ?? 1,
    reason: undefined as string | undefined,
  }));
  const indexOf = (time: string): number => Math.round((Date.parse(time) - from) / answer.step_ms);
  // The gaps are in order, so each point is visited once, whatever a queen sends.
  let next = 0;
  for (const gap of item.gaps) {
    const end = Math.min(points.length, indexOf(gap.to));
    for (let index = Math.max(next, indexOf(gap.from)); index < end; index += 1) {
      const point = points[index];
      if (point) point.reason = gap.reason;
    }
    next = Math.max(next, end);
  }
  return points;
}

/** Neighbouring cells with the same reason as one gap. */
export function gapsOf(reasons: readonly (string | undefined)[], from: number, stepMs: number): SeriesGap[] {
  const gaps: SeriesGap[] = [];
  let start = 0;
  for (let index = 1; index <= reasons.length; index += 1) {
    const reason = reasons[start];
    if (index < reasons.length && reasons[index] === reason) continue;
    if (reason !== undefined) gaps.push({ from: from + start * stepMs, to: from + index * stepMs, reason });
    start = index;
  }
  return gaps;
}
