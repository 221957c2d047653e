/** Bytes for one heartbeat after the other: those that were sent are written anew. */
export interface Sheets {
  take(bytes: number): Buffer;
  /** Gives back what `take` gave, once nothing reads it any more. */
  give(sheet: Buffer): void;
}

/** Smallest sheet, as a power of two, and the most that are kept of each size. */
const SMALLEST = 9;
const MOST_KEPT = 512;

/**
 * Keeps sheets by the powers of two. Memory outside of the heap that is made and dropped ten thousand times a second has
 * the garbage collector look at the whole heap twice a second, and a fleet is a large one.
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
