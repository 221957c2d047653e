/** What the kernel tells a starting program of the machine's units (getauxval(3)). */
export interface AuxiliaryVector {
  /** Clock ticks a second: the unit of all times in `/proc/<pid>/stat`. */
  readonly ticksPerSecond: number;
  /** Bytes of a page: the unit of `/proc/<pid>/statm`. */
  readonly pageBytes: number;
}

const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;
const PAIR_BYTES = 16;

/**
 * Reads `/proc/self/auxv` as 64-bit little-endian pairs. Node has no sysconf; where the vector cannot be
 * read, the values of nearly every Linux are taken: 100 ticks, 4096 bytes.
 */
export function parseAuxiliaryVector(bytes: Uint8Array): AuxiliaryVector {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<bigint, number>();
  for (let at = 0; at + PAIR_BYTES <= view.byteLength; at += PAIR_BYTES) {
    found.set(view.getBigUint64(at, true), Number(view.getBigUint64(at + 8, true)));
  }
  return {
    ticksPerSecond: within(found.get(AT_CLKTCK), 1, 10_000) ?? 100,
    pageBytes: within(found.get(AT_PAGESZ), 4096, 2 ** 24) ?? 4096,
  };
}

const within = (value: number | undefined, low: number, high: number): number | undefined =>
  value !== undefined && value >= low && value <= high ? value : undefined;
