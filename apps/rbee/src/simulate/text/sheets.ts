/** A pool of buffers for heartbeats. */
export interface Sheets {
  take(bytes: number): Buffer;
  /** Gives back what `take` gave, once nothing reads it any more. */
  give(sheet: Buffer): void;
}

/** Smallest sheet, as a power of two, and the most that are kept of each size. */
const SMALLEST = 9;
const MOST_KEPT = 512;

/**
 * Pools buffers by powers of two. Allocating ten thousand external buffers a second would make V8 collect the whole heap,
 * which is large for a fleet, twice a second.
 */
export function createSheets(): Sheets {
  const kept = new Map<number, ArrayBuffer[]>();
  return {
    take: (bytes) => {
      const size = Math.max(SMALLEST, 32 - Math.clz32(bytes - 1));
      return Buffer.from(kept.get(size)?.pop() ?? new ArrayBuffer(2 ** size), 0, bytes);
    },
    give: ({ buffer }) => {
      if (!(buffer instanceof ArrayBuffer)) return;
      const size = 31 - Math.clz32(buffer.byteLength);
      const alike = kept.get(size) ?? [];
      if (alike.length < MOST_KEPT) alike.push(buffer);
      kept.set(size, alike);
    },
  };
}
