import type { RolledBlock } from '../block.ts';
import { FleetTotals } from '../blocks/index.ts';
import type { FieldName } from '../fields.ts';
import type { Range, Ranked, Want } from '../store-reader.ts';
import { partOf, SPAN_MS, spansIn } from './fleet-span.ts';
import type { MinuteFile } from './minute-file.ts';
import { isIn } from './points-in-order.ts';
import { readable } from './readable-block.ts';

/** What is ranked. */
export interface RankedField {
  readonly by: 'worker' | 'gpu';
  readonly field: FieldName;
}

/** What came to a minute of a hive since it was written, of every worker or GPU that has more seconds with a value. */
export function* rankedSince(
  stored: readonly RolledBlock[],
  present: readonly RolledBlock[],
  of: RankedField,
): Generator<Ranked> {
  const byName = (blocks: readonly RolledBlock[]) =>
    Map.groupBy(
      blocks.flatMap((block) => [...rankedOf(block, of)]),
      nameOf,
    );
  const before = byName(stored);
  for (const [name, its] of byName(present)) {
    const [one] = its;
    const count = countOf(its) - countOf(before.get(name) ?? []);
    const sum = sumOf(its) - sumOf(before.get(name) ?? []);
    if (one !== undefined && count > 0)
      yield { ...one, sum, count, max: Math.max(...its.map((it) => it.max)) };
  }
}

const countOf = (ranked: readonly Ranked[]): number => ranked.reduce((sum, it) => sum + it.count, 0);
const sumOf = (ranked: readonly Ranked[]): number => ranked.reduce((sum, it) => sum + it.sum, 0);
const nameOf = ({ hive_id, group, instance, uuid, model }: Ranked): string =>
  JSON.stringify([hive_id, group, instance, uuid, model]);

/** What a field was of every worker or GPU in a minute of a hive. */
export function* rankedOf(block: RolledBlock, { by, field }: RankedField): Generator<Ranked> {
  for (const [position, column] of block.columns.entries()) {
    const entity = block.entities[column.entity];
    const point = block.points[position];
    if (column.field !== field || entity === undefined || point === undefined || point.count === 0) continue;
    const { sum, max, count } = point;
    const of = { hive_id: block.hive_id, sum, max, count };
    if (by === 'worker' && entity.kind === 'worker') {
      const { group, instance, model } = entity;
      yield { ...of, group, instance, model };
    } else if (by === 'gpu' && entity.kind === 'gpu') yield { ...of, uuid: entity.uuid };
  }
}

/**
 * The same over the part of a range that the file of a large fleet has: of its spans, and of minutes where a span is not made yet. A span
 * that the range has a part of counts as a whole.
 */
export function* rankedIn(file: MinuteFile, of: RankedField, asked: Range): Generator<Ranked> {
  const range = spansIn(asked);
  const totals = new FleetTotals(of.by, of.field);
  const unmade = new Set(file.spansToMake().filter((span) => isIn(range, span, SPAN_MS)));
  for (const { start, body } of file.fleetIn(partOf(of.by, of.field), range)) {
    unmade.delete(start);
    readable(() => totals.addBytes(body));
  }
  const names = file.knownNames();
  for (const { number, ...sums } of totals) {
    for (const name of readable(() => names.nameOf(number)))
      if (name !== undefined) yield { ...name, ...sums };
  }
  for (const span of unmade) yield* rankedInMinutes(file, of, { from: span, to: span + SPAN_MS });
}

function* rankedInMinutes(file: MinuteFile, of: RankedField, range: Range): Generator<Ranked> {
  const want: Want = { kinds: [of.by], fields: [of.field] };
  for (const block of file.rolledOfAll(range, want)) yield* rankedOf(block, of);
}
