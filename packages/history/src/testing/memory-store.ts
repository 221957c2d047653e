import { type HistoryEvent, workerId } from '@rbee/contract';
import { type RolledBlock, type SecondsBlock, TIER_STEP_MS, type Tier } from '../block.ts';
import type { FieldName } from '../fields.ts';
import type { Entity, Layout, Second } from '../second.ts';
import type { EventFilter, Range, Ranked, StoreReader, TierState, Want } from '../store-reader.ts';
import { joined, rolledOf, type Sample, secondsOf, wanted } from './simple-blocks.ts';

const MINUTE_MS = TIER_STEP_MS['1m'];
const QUARTER_MS = TIER_STEP_MS['15m'];

/**
 * Everything that was handed over, in memory, and every block made anew from it: the truth that tests compare the files with. Of several
 * samples of a hive in one second the latest counts, whenever it came.
 */
export class MemoryStore implements StoreReader {
  readonly #layouts = new Map<number, Layout>();
  /** The samples of each hive by their second. */
  readonly #hives = new Map<string, Map<number, Sample>>();
  readonly #events: { readonly number: number; readonly event: HistoryEvent }[] = [];
  /** What a tier has begins here, milliseconds since the epoch. */
  readonly #begins = new Map<Tier, number>();
  /** What a tier has ends here. */
  readonly #ends = new Map<Tier, number>();

  /** Takes what `History.append` takes. */
  append({ layouts, samples, events }: Second): void {
    for (const layout of layouts) this.#layouts.set(layout.id, layout);
    for (let position = 0; position < samples.length; ) {
      const layout = this.#layouts.get(samples[position] as number);
      if (!layout) throw new Error(`The layout ${samples[position]} was never handed over.`);
      const at = samples[position + 1] as number;
      const end = position + 2 + layout.columns.length;
      this.#keep({ layout, at, cells: [...samples.subarray(position + 2, end)] });
      position = end;
    }
    for (const event of events) this.#events.push({ number: this.#events.length + 1, event });
  }

  /** Removes the points of a tier before a time, as if they had become too old. */
  forget(tier: Tier, before: number): void {
    this.#begins.set(tier, before);
  }

  /** Hides the points of a tier that end after a time, as if they were not made yet. */
  lag(tier: '1m' | '15m', end: number): void {
    this.#ends.set(tier, end);
  }

  *seconds(hiveId: string, range: Range, want?: Want): Generator<SecondsBlock> {
    for (const block of this.#minutes(hiveId)) {
      if (!this.#isKept('1s', block.start, MINUTE_MS) || !overlaps(range, block.start, MINUTE_MS)) continue;
      const columns = wanted(block, want);
      const cells = columns.map((column) => block.cells[column] as Float64Array);
      yield { ...block, columns: columns.map((column) => at(block.columns, column)), cells };
    }
  }

  *rolled(tier: '1m' | '15m', hiveId: string, range: Range, want?: Want): Generator<RolledBlock> {
    for (const block of this.#rolled(tier, hiveId)) {
      if (!this.#isKept(tier, block.start, block.step) || !overlaps(range, block.start, block.step)) continue;
      const columns = wanted(block, want);
      const points = columns.map((column) => at(block.points, column));
      yield { ...block, columns: columns.map((column) => at(block.columns, column)), points };
    }
  }

  *ranked(by: 'worker' | 'gpu', field: FieldName, range: Range): Generator<Ranked> {
    for (const hiveId of this.#hives.keys()) {
      for (const { columns, entities, points } of this.rolled('1m', hiveId, range)) {
        for (const [position, column] of columns.entries()) {
          const entity = at(entities, column.entity);
          if (entity.kind !== by || column.field !== field) continue;
          const { sum, max, count } = at(points, position);
          if (count > 0) yield { hive_id: hiveId, ...namesOf(entity), sum, max, count };
        }
      }
    }
  }

  rankedRange(range: Range): Range {
    return range;
  }

  *events(range: Range, { hiveId, worker, after = 0, limit }: EventFilter) {
    let left = limit;
    for (const kept of this.#events.toSorted((a, b) => timeOf(a.event) - timeOf(b.event))) {
      const { event, number } = kept;
      const time = timeOf(event);
      if (left === 0) return;
      if (number <= after || time < range.from || time >= range.to) continue;
      if (hiveId !== undefined && event.hive_id !== hiveId) continue;
      if (worker && !isOf(event, worker)) continue;
      left -= 1;
      yield kept;
    }
  }

  hives(range: Range): string[] {
    const ids = [...this.#hives.keys()];
    return ids.filter((id) => this.#anyBlock(id, range, () => true)).toSorted();
  }

  hivesOfGpu(uuid: string, range: Range): string[] {
    const has = (entities: readonly Entity[]) =>
      entities.some((entity) => entity.kind === 'gpu' && entity.uuid === uuid);
    return [...this.#hives.keys()].filter((id) => this.#anyBlock(id, range, has)).toSorted();
  }

  tiers(): TierState[] {
    return (['1s', '1m', '15m'] as const).map((tier) => {
      const starts = [...this.#hives.keys()].flatMap((id) => this.#starts(tier, id));
      const oldest = starts.length > 0 ? Math.min(...starts) : null;
      return { tier, oldest, bytes: 0, max_bytes: 0, max_age_ms: 0, shortened: false };
    });
  }

  #keep(sample: Sample): void {
    const { hive_id } = sample.layout;
    const samples = this.#hives.get(hive_id) ?? new Map<number, Sample>();
    this.#hives.set(hive_id, samples);
    const second = Math.floor(sample.at / 1_000) * 1_000;
    const before = samples.get(second);
    if (!before || before.at < sample.at) samples.set(second, sample);
  }

  *#minutes(hiveId: string): Generator<SecondsBlock> {
    const samples = this.#hives.get(hiveId) ?? new Map<number, Sample>();
    const starts = new Set([...samples.keys()].map((second) => Math.floor(second / MINUTE_MS) * MINUTE_MS));
    for (const start of [...starts].sort((a, b) => a - b)) {
      const block = secondsOf(start, samples);
      if (block) yield block;
    }
  }

  *#rolled(tier: '1m' | '15m', hiveId: string): Generator<RolledBlock> {
    const minutes = [...this.#minutes(hiveId)].map(rolledOf);
    if (tier === '1m') return yield* minutes;
    const quarters = Map.groupBy(minutes, ({ start }) => Math.floor(start / QUARTER_MS) * QUARTER_MS);
    for (const [start, blocks] of quarters) {
      const block = joined(blocks, start, QUARTER_MS);
      if (block) yield block;
    }
  }

  #isKept(tier: Tier, start: number, step: number): boolean {
    return (
      start >= (this.#begins.get(tier) ?? Number.NEGATIVE_INFINITY) &&
      start + step <= (this.#ends.get(tier) ?? Number.POSITIVE_INFINITY)
    );
  }

  #starts(tier: Tier, hiveId: string): number[] {
    const blocks = tier === '1s' ? this.#minutes(hiveId) : this.#rolled(tier, hiveId);
    const step = tier === '15m' ? QUARTER_MS : MINUTE_MS;
    return [...blocks].map(({ start }) => start).filter((start) => this.#isKept(tier, start, step));
  }

  #anyBlock(hiveId: string, range: Range, has: (entities: readonly Entity[]) => boolean): boolean {
    const blocks = [
      ...this.seconds(hiveId, range),
      ...this.rolled('1m', hiveId, range),
      ...this.rolled('15m', hiveId, range),
    ];
    return blocks.some(({ entities }) => has(entities));
  }
}

const overlaps = (range: Range, start: number, length: number): boolean =>
  start < range.to && start + length > range.from;

const timeOf = (event: HistoryEvent): number => Date.parse(event.timestamp);

const isOf = (event: HistoryEvent, worker: { group: string; instance: string }): boolean =>
  event.kind === 'worker' && event.worker_id === workerId(event.hive_id, worker);

const namesOf = (entity: Entity): Partial<Ranked> => {
  if (entity.kind === 'gpu') return { uuid: entity.uuid };
  if (entity.kind !== 'worker') return {};
  return { group: entity.group, instance: entity.instance, model: entity.model };
};

function at<T>(list: readonly T[], position: number): T {
  const item = list[position];
  if (item === undefined) throw new Error(`There is nothing at ${position}.`);
  return item;
}
