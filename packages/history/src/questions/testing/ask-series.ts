import { createCheck, HistorySeriesSchema } from '@rbee/contract';
import { expect } from 'vitest';
import type { Cell } from '../../cells.ts';
import type { FieldName } from '../../fields.ts';
import type { SeriesQuery } from '../../queries.ts';
import type { Layout } from '../../second.ts';
import { aLayout, aSecond, MemoryStore } from '../../testing/index.ts';
import { answerSeries } from '../answer-series.ts';

/** 2025-10-30T20:00:00Z: the start of a quarter of an hour. */
export const T0 = Date.UTC(2025, 9, 30, 20);
export const SECOND = 1_000;
export const MINUTE = 60_000;

/** A second after `T0` as text. */
export const at = (second: number): string => new Date(T0 + second * SECOND).toISOString();

/** A store with the worker's `cpu_pct` of each interval from `T0` on, in the middle of the second; null where nothing was reported. */
export function aStore(values: readonly (Cell | null)[], layout: Layout = aLayout()): MemoryStore {
  const store = new MemoryStore();
  addTo(store, values, layout, T0);
  return store;
}

/** Adds the same from another time on. */
export function addTo(
  store: MemoryStore,
  values: readonly (Cell | null)[],
  layout: Layout,
  start: number,
): void {
  const step = Math.max(SECOND, layout.interval_ms);
  const samples = values.flatMap((value, position) =>
    value === null ? [] : [[layout, start + position * step + 500, cellsOf(value)] as const],
  );
  store.append(aSecond(start, samples));
}

const cellsOf = (cpu: Cell, rest: Cell = 1): Cell[] => [rest, rest, rest, rest, rest, cpu, rest, rest];

const check = createCheck(HistorySeriesSchema);

interface Asked extends Partial<SeriesQuery> {
  readonly store: MemoryStore;
  /** Default: ten minutes after `T0`. */
  readonly now?: number;
}

/** The answer to a question about the worker's `cpu_pct` from `T0` on, unless something else is asked; it keeps to the schema. */
export function ask({ store, now = T0 + 10 * MINUTE, ...query }: Asked) {
  const whole = {
    of: { worker: { hive_id: 'a', group: 'llm', instance: '8080' } },
    fields: ['cpu_pct'] as FieldName[],
    from: T0,
    to: now,
    max_points: 600,
    ...query,
  };
  const answer = answerSeries(store, whole, now);
  expect(check.mismatch(JSON.parse(JSON.stringify(answer)))).toBeNull();
  return answer;
}
