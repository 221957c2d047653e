import type { SecondsBlock } from '../block.ts';
import type { StoreReader } from '../store-reader.ts';
import type { Grid } from './grid.ts';
import type { Plan, Planner } from './plan.ts';
import { Points } from './points.ts';

/** What is read of the history. */
export type KeptSeconds = Pick<StoreReader, 'seconds' | 'hives'>;

const SECOND_MS = 1_000;

/** Sums up what the files have, for one target: what could not be sent as it came. */
export class KeptPoints {
  readonly #planner: Planner;
  /** The last block of each hive that was read, with its plan: mostly the next one has the same entities. */
  readonly #plans = new Map<string, { readonly block: SecondsBlock; readonly plan: Plan }>();

  constructor(planner: Planner) {
    this.#planner = planner;
  }

  /**
   * What a hive reported; undefined if it did not.
   *
   * @param wanted says whether a point is needed, by its start
   * @throws if the files cannot be read
   */
  read(
    reader: KeptSeconds,
    hiveId: string,
    grid: Grid,
    wanted: (start: number) => boolean = () => true,
  ): Points | undefined {
    let points: Points | undefined;
    for (const block of reader.seconds(hiveId, { from: grid.from, to: grid.to })) {
      points ??= new Points(grid.times.length);
      this.#add(points, block, grid, wanted);
    }
    return points?.latest === 0 ? undefined : points;
  }

  /** Forgets what is known of the hives; it is only kept to save time. */
  clear(): void {
    this.#plans.clear();
  }

  #add(points: Points, block: SecondsBlock, grid: Grid, wanted: (start: number) => boolean): void {
    const { start, reported, cells, interval_ms } = block;
    const steps = Int32Array.from(reported, (isReported, second) => {
      const step = isReported ? grid.stepOf(start + second * SECOND_MS) : -1;
      return step >= 0 && wanted(grid.startOf(step)) ? step : -1;
    });
    const last = steps.findLastIndex((step) => step >= 0);
    if (last < 0) return;
    points.interval = interval_ms;
    points.latest = start + last * SECOND_MS;
    for (const step of steps) if (step >= 0) points.reported[step] = 1;
    const plan = this.#planOf(block);
    for (const [column, values] of cells.entries()) {
      for (let second = 0; second <= last; second += 1) {
        const step = steps[second] as number;
        if (step >= 0) points.addCell(step, plan, column, values[second] as number);
      }
    }
  }

  #planOf(block: SecondsBlock): Plan {
    const known = this.#plans.get(block.hive_id);
    if (known && isAlike(known.block, block)) return known.plan;
    const plan = this.#planner.plan(block);
    this.#plans.set(block.hive_id, { block: { ...block, cells: [] }, plan });
    return plan;
  }
}

/** True if both have the same entities and columns. */
const isAlike = (one: SecondsBlock, other: SecondsBlock): boolean =>
  one.columns.length === other.columns.length &&
  one.columns.every((column, at) => {
    const { entity, field } = other.columns[at] as SecondsBlock['columns'][number];
    return column.entity === entity && column.field === field;
  }) &&
  JSON.stringify(one.entities) === JSON.stringify(other.entities);
