import { HISTORY_LIMITS, type HistorySeries } from '@rbee/contract';
import type { SeriesQuery } from '../queries.ts';
import type { StoreReader } from '../store-reader.ts';
import { type Grid, gridOf } from './grid.ts';
import { HiveSeries } from './hive-series.ts';
import { readHive } from './read-hive.ts';
import { seriesAnswer } from './series-answer.ts';
import { demandedSeries, wantOf } from './series-want.ts';
import { TierStarts } from './tier-starts.ts';
import { TooLarge } from './too-large.ts';

/** Hives on which one question looks for a GPU. Nearly every id of a GPU is of one hive only. */
const MAX_HIVES = 16;

/** After the first reading it is known how many series there are and how long the interval is. A third is for what came meanwhile. */
const MAX_READINGS = 3;

/** Figures over time ([P3]); `now` is milliseconds since the epoch. Throws a `TooLarge` if there are more series than allowed. */
export function answerSeries(reader: StoreReader, query: SeriesQuery, now: number): HistorySeries {
  const range = { from: query.from, to: Math.min(query.to, now) };
  const hiveIds = hivesOf(reader, query);
  const starts = new TierStarts(reader, hiveIds, range);
  let limits = { maxPoints: query.max_points, minStep: 0 };
  for (let reading = 1; ; reading += 1) {
    const grid = gridOf(range, starts.has, limits);
    const hives = readAll(reader, query, { grid, hiveIds, now });
    const count = hives.reduce((sum, hive) => sum + hive.size, 0);
    const interval =
      grid.tier === '1s' ? Math.max(0, ...hives.map((hive) => hive.coverage.longestInterval)) : 0;
    const fits = count * grid.count <= HISTORY_LIMITS.maxAnswerPoints && interval <= grid.step;
    if (fits || reading === MAX_READINGS) return seriesAnswer(query, grid, hives, now);
    const maxPoints = Math.floor(HISTORY_LIMITS.maxAnswerPoints / Math.max(1, count));
    limits = { maxPoints: Math.min(query.max_points, maxPoints), minStep: interval };
  }
}

function hivesOf(reader: StoreReader, { of, from, to }: SeriesQuery): readonly string[] {
  if ('worker' in of) return [of.worker.hive_id];
  if (of.hive_id !== undefined) return [of.hive_id];
  const hives = 'uuid' in of ? reader.hivesOfGpu(of.uuid, { from, to }) : [];
  if (hives.length <= MAX_HIVES) return hives;
  throw new TooLarge(`The GPU is on ${hives.length} hives; name one of them with hive.`);
}

interface Reading {
  readonly grid: Grid;
  readonly hiveIds: readonly string[];
  readonly now: number;
}

function readAll(reader: StoreReader, query: SeriesQuery, { grid, hiveIds, now }: Reading): HiveSeries[] {
  const { maxSeries, maxAnswerPoints } = HISTORY_LIMITS;
  const want = wantOf(query);
  let left = maxSeries;
  let leftWithPoints = Math.floor(maxAnswerPoints / Math.max(1, grid.count));
  return hiveIds.map((hiveId) => {
    const hive = new HiveSeries(hiveId, grid, leftWithPoints);
    for (const name of demandedSeries(query)) hive.demand(name);
    readHive(reader, hive, { grid, want, now, maxSeries: left });
    left -= hive.size;
    leftWithPoints -= hive.size;
    if (left < 0) {
      throw new TooLarge(`There are more than ${maxSeries} series; ask for fewer fields or a shorter range.`);
    }
    return hive;
  });
}
