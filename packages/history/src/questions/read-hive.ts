import { TIER_STEP_MS } from '../block.ts';
import type { Range, StoreReader, Want } from '../store-reader.ts';
import type { Grid } from './grid.ts';
import type { HiveSeries } from './hive-series.ts';

/** After this time, milliseconds, a rolled-up block has all of its samples, late ones aside: it is written by then. */
const SETTLED_MS = { '1m': 2 * 60_000, '15m': 3 * 60_000 };

/**
 * Adds what is kept of a hive to its series. The newest minutes and quarters are not rolled up yet, so a coarser tier is continued from
 * where it ends by the next finer one. Stops where the series would be more than allowed.
 */
export function readHive(
  reader: StoreReader,
  series: HiveSeries,
  { grid, want, now, maxSeries }: { grid: Grid; want: Want; now: number; maxSeries: number },
): void {
  const { hiveId } = series;
  const to = Math.min(grid.to, now);
  let from = grid.from;
  for (const tier of coarserThanSeconds(grid)) {
    for (const block of reader.rolled(tier, hiveId, { from, to: settled(tier, to, now) }, want)) {
      series.addRolled(block);
      from = block.start + block.step;
      if (series.size > maxSeries) return;
    }
  }
  const rest: Range = { from, to };
  if (from >= to) return;
  for (const block of reader.seconds(hiveId, rest, want)) {
    series.addSeconds(block, rest);
    if (series.size > maxSeries) return;
  }
}

const coarserThanSeconds = ({ tier }: Grid): ('1m' | '15m')[] =>
  tier === '15m' ? ['15m', '1m'] : tier === '1m' ? ['1m'] : [];

/** The end of the last block of a tier that is complete, if it is before the end of the range. */
function settled(tier: '1m' | '15m', to: number, now: number): number {
  const step = TIER_STEP_MS[tier];
  return Math.min(to, Math.floor((now - SETTLED_MS[tier]) / step) * step);
}
