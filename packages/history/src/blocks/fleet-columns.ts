import type { RolledBlock, RolledPoint } from '../block.ts';
import type { EntityKind } from '../fields.ts';
import type { Column, Entity } from '../second.ts';
import { fieldOf, kindOf } from './field-table.ts';
import type { FleetColumn } from './fleet-format.ts';
import type { FleetNames } from './fleet-names.ts';
import { FleetTotals } from './fleet-totals.ts';

/**
 * The columns of the whole fleet out of the rolled-up blocks of its hives: one for each field of workers and of GPUs that has a value.
 * Names that have no number get one.
 */
export function fleetColumns(
  blocks: Iterable<RolledBlock>,
  names: FleetNames,
  start: number,
  step: number,
): FleetColumn[] {
  const totals: FleetTotals[] = [];
  for (const block of blocks) addBlock(totals, block, names);
  return totals.filter((it) => it !== undefined).map((it) => it.column(start, step));
}

function addBlock(totals: FleetTotals[], block: RolledBlock, names: FleetNames): void {
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
    const by = place < GPU_PLACE ? 'worker' : 'gpu';
    totals[place] ??= new FleetTotals(by, field);
    totals[place].put(number, point);
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
