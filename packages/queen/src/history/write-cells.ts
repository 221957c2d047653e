import type { Leaf } from '@rbee/contract';
import { ABSENT, type Cell, UNKNOWN, unknownCell } from '@rbee/history';
import { BUSY, indexOf, kindOf, REASON, VALUE } from './figure-sources.ts';
import type { SamplePlan } from './sample-plan.ts';

/** How the cells of a sample come from its leaves: the source of each column of its layout, in the plan of its shape. */
export interface Reading {
  readonly sources: Int32Array;
  readonly plan: SamplePlan;
}

/** Writes the figures of a sample to `cells`, from the place `first` on. It runs for every heartbeat, and makes no object. */
export function writeCells(
  cells: Float64Array,
  first: number,
  { sources, plan }: Reading,
  leaves: readonly Leaf[],
): void {
  for (let column = 0; column < sources.length; column += 1) {
    const source = sources[column] as number;
    const kind = kindOf(source);
    if (kind === VALUE) cells[first + column] = valueCell(leaves[indexOf(source)]);
    else if (kind === REASON) cells[first + column] = unknownCell(leaves[indexOf(source)] as string);
    else cells[first + column] = kind === BUSY ? busyCell(plan, indexOf(source), leaves) : ABSENT;
  }
}

/** A number that could be taken for a reason is not kept: only a temperature has no lower bound on the wire. */
const valueCell = (leaf: unknown): Cell => (typeof leaf === 'number' && leaf > UNKNOWN ? leaf : ABSENT);

function busyCell({ workers }: SamplePlan, number: number, leaves: readonly Leaf[]): Cell {
  const worker = workers[number];
  const activity = worker?.activity(leaves, worker.first) ?? 'unknown';
  return activity === 'unknown' ? unknownCell('not_exposed') : Number(activity === 'busy');
}
