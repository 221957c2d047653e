import type { Leaf } from '@rbee/contract';
import { ABSENT, type Cell, UNKNOWN, unknownCell } from '@rbee/history';
import { BUSY, indexOf, kindOf, REASON, VALUE } from './figure-sources.ts';
import type { PartPlan } from './part-plan.ts';
import type { Writing } from './sample-track.ts';

/** Writes the figures of a sample to `cells`, from the place `at` on. It runs for every heartbeat, and makes no object. */
export function writeCells(
  cells: Float64Array,
  at: number,
  { layout, plan }: Writing,
  leaves: readonly Leaf[],
): void {
  const { entities, fields, ends } = layout;
  let column = 0;
  for (let entity = 0; entity < entities.length; entity += 1) {
    const position = entities[entity] as number;
    const { sources, activity } = plan.parts[position] as PartPlan;
    const first = plan.firsts[position] as number;
    const end = ends[entity] as number;
    for (; column < end; column += 1) {
      const source = sources[fields[column] as number] as number;
      const kind = kindOf(source);
      const index = first + indexOf(source);
      if (kind === VALUE) cells[at + column] = valueCell(leaves[index]);
      else if (kind === REASON) cells[at + column] = unknownCell(leaves[index] as string);
      else cells[at + column] = kind === BUSY ? busyCell(activity?.(leaves, first)) : ABSENT;
    }
  }
}

/** A number that could be taken for a reason is not kept: only a temperature has no lower bound on the wire. */
const valueCell = (leaf: Leaf): Cell => (typeof leaf === 'number' && leaf > UNKNOWN ? leaf : ABSENT);

const busyCell = (activity = 'unknown'): Cell =>
  activity === 'unknown' ? unknownCell('not_exposed') : Number(activity === 'busy');
