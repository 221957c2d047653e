import type { Layout, Second } from '../../packages/history/src/index.ts';

const MINUTE_MS = 60_000;
const MINUTES = 1_440;
/** Every hive but the first reports once in ten minutes, so that a day of a large fleet is made in short time. */
const RARE_MINUTES = 10;

/**
 * A day before `end` (milliseconds since the epoch): of the first hive every second, of the others a sample in each ten minutes. A
 * second that is handed over has the samples of a minute.
 */
export function* pastDay(layouts: readonly Layout[], end: number): Generator<Second> {
  const [first] = layouts;
  if (first === undefined) return;
  let seed = 1;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 1_001;
  };
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const start = end - (MINUTES - minute) * MINUTE_MS;
    const times = Array.from({ length: 60 }, (_, second) => start + second * 1_000);
    const others = minute % RARE_MINUTES === 0 ? layouts.slice(1) : [];
    const numbers: number[] = [];
    for (const at of times) numbers.push(first.id, at, ...first.columns.map(next));
    for (const { id, columns } of others) numbers.push(id, start, ...columns.map(next));
    const samples = Float64Array.from(numbers);
    yield { at: start + MINUTE_MS, layouts: minute === 0 ? layouts : [], ended: [], samples, events: [] };
  }
}
