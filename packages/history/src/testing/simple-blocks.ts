import type { RolledBlock, RolledPoint, SecondsBlock } from '../block.ts';
import { ABSENT, type Cell, isUnknown, isValue, reasonNumber } from '../cells.ts';
import type { Column, Entity, Layout } from '../second.ts';
import type { Want } from '../store-reader.ts';

/** One sample as it was handed over. */
export interface Sample {
  readonly layout: Layout;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly cells: readonly Cell[];
}

const MINUTE_MS = 60_000;

/** A minute of a hive, made of its samples by the second; the plainest way, for tests to compare with. */
export function secondsOf(start: number, samples: ReadonlyMap<number, Sample>): SecondsBlock | null {
  const shape = new Shape();
  const reported = new Uint8Array(60);
  let last: Sample | undefined;
  const cells: Float64Array[] = [];
  for (let second = 0; second < 60; second += 1) {
    const sample = samples.get(start + second * 1_000);
    if (!sample) continue;
    last = sample;
    reported[second] = 1;
    const { layout } = sample;
    layout.columns.forEach((column, position) => {
      const to = shape.columnOf(layout.entities, column);
      cells[to] ??= new Float64Array(60).fill(ABSENT);
      cells[to][second] = sample.cells[position] ?? ABSENT;
    });
  }
  if (!last) return null;
  const { hive_id, interval_ms } = last.layout;
  return { hive_id, start, interval_ms, ...shape, reported, cells };
}

/** What a block of seconds has in its minute. */
export function rolledOf(block: SecondsBlock): RolledBlock {
  const { hive_id, start, interval_ms, entities, columns, reported, cells } = block;
  const expected = Math.round(MINUTE_MS / Math.max(1_000, interval_ms));
  const points = cells.map((column) => pointOf([...column].map(seconds)));
  const count = reported.reduce((sum, it) => sum + it, 0);
  return { hive_id, start, step: MINUTE_MS, expected, reported: count, entities, columns, points };
}

/** What several blocks have in a longer time. */
export function joined(blocks: readonly RolledBlock[], start: number, step: number): RolledBlock | null {
  const [first] = blocks;
  if (!first) return null;
  const shape = new Shape();
  const points: RolledPoint[][] = [];
  for (const block of blocks) {
    block.columns.forEach((column, position) => {
      const to = shape.columnOf(block.entities, column);
      points[to] ??= [];
      points[to].push(block.points[position] as RolledPoint);
    });
  }
  const sum = (of: (block: RolledBlock) => number) => blocks.reduce((total, block) => total + of(block), 0);
  return {
    hive_id: first.hive_id,
    start,
    step,
    expected: Math.round((sum((block) => block.expected) * step) / sum((block) => block.step)),
    reported: sum((block) => block.reported),
    ...shape,
    points: points.map(pointOf),
  };
}

/** The entities and columns of a block, each once. */
class Shape {
  readonly entities: Entity[] = [];
  readonly columns: Column[] = [];
  readonly #places = new Map<string, number>();

  columnOf(entities: readonly Entity[], { entity, field }: Column): number {
    const own = this.#entityOf(entities, entity);
    return this.#placeOf(`${own} ${field}`, this.columns, () => ({ entity: own, field }));
  }

  #entityOf(entities: readonly Entity[], position: number): number {
    const entity = entities[position] as Entity;
    const own =
      entity.kind === 'use' ? { ...entity, worker: this.#entityOf(entities, entity.worker) } : entity;
    return this.#placeOf(JSON.stringify(own), this.entities, () => own);
  }

  #placeOf<T>(key: string, list: T[], make: () => T): number {
    const place = this.#places.get(key) ?? list.push(make()) - 1;
    this.#places.set(key, place);
    return place;
  }
}

/** A second as a point. */
const seconds = (cell: Cell): RolledPoint => ({
  min: isValue(cell) ? cell : Number.POSITIVE_INFINITY,
  max: isValue(cell) ? cell : Number.NEGATIVE_INFINITY,
  sum: isValue(cell) ? cell : 0,
  count: isValue(cell) ? 1 : 0,
  unknown: isUnknown(cell) ? 1 : 0,
  reason: isUnknown(cell) ? reasonNumber(cell) : 0,
});

function pointOf(points: readonly RolledPoint[]): RolledPoint {
  const sum = (of: (point: RolledPoint) => number) => points.reduce((total, point) => total + of(point), 0);
  const withValues = points.filter((point) => point.count > 0);
  const reasons = new Map<number, number>();
  for (const { reason, unknown } of points) {
    if (unknown > 0) reasons.set(reason, (reasons.get(reason) ?? 0) + unknown);
  }
  const [most] = [...reasons].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return {
    min: Math.min(...withValues.map((point) => point.min)),
    max: Math.max(...withValues.map((point) => point.max)),
    sum: sum((point) => point.sum),
    count: sum((point) => point.count),
    unknown: sum((point) => point.unknown),
    reason: most?.[0] ?? 0,
  };
}

/** The positions of the columns that a reader wants. */
export function wanted(
  { entities, columns }: Pick<SecondsBlock, 'entities' | 'columns'>,
  want: Want | undefined,
): number[] {
  const all = columns.map((_, position) => position);
  return want ? all.filter((position) => isWanted(want, entities, columns[position] as Column)) : all;
}

function isWanted(want: Want, entities: readonly Entity[], column: Column): boolean {
  const entity = entities[column.entity] as Entity;
  if (!want.kinds.includes(entity.kind) || !want.fields.includes(column.field)) return false;
  const worker = entity.kind === 'use' ? entities[entity.worker] : entity;
  if (want.worker && worker?.kind === 'worker') {
    const { group, instance } = want.worker;
    if (worker.group !== group || worker.instance !== instance) return false;
  }
  const uuid = entity.kind === 'use' || entity.kind === 'gpu' ? entity.uuid : undefined;
  return want.uuid === undefined || uuid === undefined || uuid === want.uuid;
}
