import { ABSENT, type SecondsBlock } from '../src/index.ts';

const SECONDS = 60;

/** A minute of a machine that has only `cpu_pct`. It reported in the first seconds, one for each of the cells. */
export const cpuMinute = (cells: readonly number[], interval_ms = 1_000): SecondsBlock => ({
  hive_id: 'h-1',
  start: 60_000,
  interval_ms,
  entities: [{ kind: 'node' }],
  columns: [{ entity: 0, field: 'cpu_pct' }],
  reported: new Uint8Array(SECONDS).fill(1, 0, cells.length),
  cells: [Float64Array.from({ length: SECONDS }, (_, second) => cells[second] ?? ABSENT)],
});
