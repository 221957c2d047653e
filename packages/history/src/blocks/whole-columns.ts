import type { SecondsBlock } from '../block.ts';

/**
 * The columns of a block as whole numbers: the values times the scale of their fields. A block that comes from open minutes has them.
 * It is encoded and rolled up without its cells, which takes less than half of the time.
 */
export interface WholeColumns {
  /** Number of seconds that were reported. */
  readonly count: number;
  /** For each column one of `COLUMN`. */
  readonly forms: Uint8Array;
  /** The numbers of a column begin at its position times `count`. */
  readonly numbers: Int32Array;
}

/** What the numbers of a column are. */
export const COLUMN = {
  /** None: not just one value for each of the seconds. */
  none: 0,
  /** One for each second. */
  whole: 1,
  /** One for each second, and all the same. */
  constant: 2,
} as const;

/** Makes the columns; undefined if some value is too large. Their memory may be used again after the next call. */
type Make = () => WholeColumns | undefined;

const makes = new WeakMap<SecondsBlock, Make>();
const releases = new WeakMap<SecondsBlock, () => void>();
let last: { readonly block: SecondsBlock; readonly columns: WholeColumns | undefined } | undefined;

/** The whole numbers of a block, if it has them. They are valid until those of another block are asked for. */
export function wholeColumnsOf(block: SecondsBlock): WholeColumns | undefined {
  if (last?.block === block) return last.columns;
  const make = makes.get(block);
  if (!make) return undefined;
  last = { block, columns: make() };
  return last.columns;
}

/** Gives a block its whole numbers. Neither they nor its cells may change after that. */
export function keepWholeColumns(block: SecondsBlock, make: Make): void {
  makes.set(block, make);
}

/** Sets what is called when nobody reads a block any more. */
export function onRelease(block: SecondsBlock, release: () => void): void {
  releases.set(block, release);
}

/** Gives back the memory that a block of open minutes reads its cells from. Nothing of it may be read after that. */
export function releaseBlock(block: SecondsBlock): void {
  releases.get(block)?.();
  releases.delete(block);
}
