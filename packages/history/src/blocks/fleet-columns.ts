import type { RolledBlock, RolledPoint } from '../block.ts';
import type { EntityKind, FieldName } from '../fields.ts';
import type { Column, Entity } from '../second.ts';
import { fieldOf, kindOf } from './field-table.ts';
import type { FleetNames } from './fleet-names.ts';
import { FleetTotals } from './fleet-totals.ts';

/** What each field of workers and GPUs was of the whole fleet, at the place of the field; some places are empty. */
export type FleetFields = (FleetTotals | undefined)[];

/** Makes the totals of a field that has none yet. */
export type MakeTotals = (by: 'worker' | 'gpu', field: FieldName) => FleetTotals;

/** What is done with the points of a block. */
type Change = 'put' | 'takeAway';

/** Adds a rolled-up block of a hive to the fields of the fleet, or takes it away. Names that have no number get one. */
export function changeFleet(
  fields: FleetFields,
  change: Change,
  block: RolledBlock,
  names: FleetNames,
  make: MakeTotals = (by, field) => new FleetTotals(by, field),
): void {
  const { entities, columns, points } = block;
  const numbers = names.numbersOf(block.hive_id, entities);
  const places = placesOf(entities, columns);
  for (let i = 0; i < columns.length; i += 1) {
    const place = places[i] as number;
    const point = points[i] as RolledPoint;
    if (place < 0 || point.count === 0) continue;
    const { entity, field } = columns[i] as Column;
    const number = numbers[entity] as number;
    if (number < 0) continue;
    const totals = fields[place] ?? make(place < GPU_PLACE ? 'worker' : 'gpu', field);
    fields[place] = totals;
    totals[change](number, point);
  }
}

/** Fields of workers come first, by their numbers, then those of GPUs. */
const GPU_PLACE = 64;

const placeOf = (kind: EntityKind, { field }: Column): number => {
  if (kind === 'worker') return fieldOf(kind, field).number;
  return kind === 'gpu' ? GPU_PLACE + fieldOf(kind, field).number : -1;
};

const known = new WeakMap<readonly Column[], Int32Array>();

/** The place of each column among the totals; -1 if it has none. */
function placesOf(entities: readonly Entity[], columns: readonly Column[]): Int32Array {
  const places = known.get(columns);
  if (places) return places;
  const all = Int32Array.from(columns, (column) => placeOf(kindOf(entities, column), column));
  known.set(columns, all);
  return all;
}
