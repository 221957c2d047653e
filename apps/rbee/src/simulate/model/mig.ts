/** How each card of a machine is cut into instances. */
export interface Partition {
  readonly parts: number;
  /** Memory of one part, MiB. */
  readonly partMb: number;
}

/** Most parts of a card. */
const MOST = 7;
/** Share of its slice of the memory that a part can use. */
const USABLE = 0.97;

/**
 * Cards with that memory, cut so that each of so many workers on one gets a part of its own, as by the profiles of an A100 or
 * H100: halves, quarters or eighths of the memory. Undefined if there are more workers than a card has parts.
 */
export function partition(vramMb: number, workers: number): Partition | undefined {
  if (workers > MOST) return undefined;
  const [parts, slices] = workers <= 2 ? [2, 2] : workers === 3 ? [3, 4] : [MOST, 8];
  return { parts, partMb: Math.floor((vramMb / slices) * USABLE) };
}
