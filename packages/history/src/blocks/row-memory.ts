/** Bytes that are kept for later minutes: those of about two thousand hives with eight workers each. */
const MOST_BYTES = 64 * 2 ** 20;

const free = new Map<number, Int32Array<ArrayBuffer>[]>();
let bytes = 0;

/**
 * Memory of minutes that were written, for those that follow: to make and clear a fleet's memory anew each minute takes more time than
 * to fill it. What is in it is left over from its last use. Undefined if there is none of that length.
 */
export function takeRowMemory(length: number): Int32Array<ArrayBuffer> | undefined {
  const lists = free.get(length);
  const list = lists?.pop();
  if (list === undefined) return undefined;
  // A hive that goes on changing its layout has as many lengths as it likes.
  if (lists?.length === 0) free.delete(length);
  bytes -= list.byteLength;
  return list;
}

/** Keeps memory that nobody reads any more. */
export function keepRowMemory(list: Int32Array<ArrayBuffer>): void {
  if (bytes + list.byteLength > MOST_BYTES) {
    // Lengths that do not come again must not keep out those that do.
    free.clear();
    bytes = 0;
  }
  bytes += list.byteLength;
  const others = free.get(list.length);
  if (others) others.push(list);
  else free.set(list.length, [list]);
}
