import { type HistorySeries, type HistorySeriesItem, workerId } from '@rbee/contract';
import { FIELDS } from '../fields.ts';
import type { SeriesQuery } from '../queries.ts';
import type { Grid } from './grid.ts';
import type { HiveSeries } from './hive-series.ts';
import type { SeriesPoints } from './series-points.ts';
import { kindOf } from './series-want.ts';
import { rfc3339 } from './times.ts';

/** Decimals of a mean beyond those of the values. */
const MEAN_DECIMALS = 2;

/** The answer that is made of what was read ([P3]). It ends where the hives have reported up to `now`. */
export function seriesAnswer(
  query: SeriesQuery,
  grid: Grid,
  hives: readonly HiveSeries[],
  now: number,
): HistorySeries {
  const { from, step, tier } = grid;
  const edges = hives.map((hive) => Math.max(from, hive.coverage.edge(now)));
  const to = edges.length > 0 ? Math.max(...edges) : Math.max(from, Math.min(grid.to, now));
  const points = Math.ceil((to - from) / step);
  const isSingle = tier === '1s' && hives.every((hive) => hive.coverage.shortestInterval === step);
  const [first] = hives;
  const places: readonly string[] = query.fields;
  const items = hives.flatMap((hive, index) =>
    itemsOf(hive, query, { points, isSingle, until: edges[index] ?? to }),
  );
  return {
    from: rfc3339(from),
    to: rfc3339(to),
    tier,
    step_ms: step,
    points,
    ...(!isSingle && first && { expected: first.coverage.expected(points, to) }),
    series: items.sort((a, b) => byName(a, b) || places.indexOf(a.field) - places.indexOf(b.field)),
  };
}

interface Extent {
  readonly points: number;
  /** True if every point is one sample. */
  readonly isSingle: boolean;
  /** The hive has reported up to this time; what is after it is no gap. */
  readonly until: number;
}

function itemsOf(
  hive: HiveSeries,
  query: SeriesQuery,
  { points, isSingle, until }: Extent,
): HistorySeriesItem[] {
  const fields: Readonly<Record<string, number>> = FIELDS[kindOf(query.of)];
  // A block that is only partly in the range has the columns of the rest of it, too.
  const found = [...hive.series()].filter(({ points: kept }) => query.of.each === undefined || !kept.isEmpty);
  return found.map(({ name, points: kept }) => ({
    hive_id: hive.hiveId,
    ...(name.worker && { worker_id: workerId(hive.hiveId, name.worker) }),
    ...(name.uuid !== undefined && { gpu_uuid: name.uuid }),
    field: name.field,
    ...figuresOf(kept, points, isSingle, fields[name.field] ?? 0),
    gaps: hive.gaps(kept, until),
  }));
}

type Figures = Pick<HistorySeriesItem, 'mean' | 'min' | 'max' | 'count' | 'unknown'>;

/** The columns of a series. Where every point is one sample, its value is all there is to say. */
function figuresOf(kept: SeriesPoints, points: number, isSingle: boolean, decimals: number): Figures {
  const { sum, min, max, count, unknown } = kept;
  const factor = 10 ** (isSingle ? decimals : decimals + MEAN_DECIMALS);
  const meanAt = (point: number, samples: number) =>
    Math.round(((sum[point] as number) / samples) * factor) / factor;
  const mean = columnOf(count, points, meanAt);
  if (isSingle) return { mean };
  return {
    mean,
    min: columnOf(count, points, (point) => min[point] as number),
    max: columnOf(count, points, (point) => max[point] as number),
    count: [...count.subarray(0, points)],
    unknown: [...unknown.subarray(0, points)],
  };
}

/** A value for each point that has one, else null. */
function columnOf(
  count: Uint32Array,
  points: number,
  valueAt: (point: number, samples: number) => number,
): (number | null)[] {
  const column: (number | null)[] = [];
  for (let point = 0; point < points; point += 1) {
    const samples = count[point] as number;
    column.push(samples > 0 ? valueAt(point, samples) : null);
  }
  return column;
}

const byName = (a: HistorySeriesItem, b: HistorySeriesItem): number =>
  compare(a.hive_id, b.hive_id) ||
  compare(a.worker_id ?? '', b.worker_id ?? '') ||
  compare(a.gpu_uuid ?? '', b.gpu_uuid ?? '');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
