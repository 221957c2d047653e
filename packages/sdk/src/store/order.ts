/**
 * Where a hive stands, or would have to be put, among hives that are sorted by id in the order of code
 * units, the order of JavaScript's own `<`.
 */
export function placeOf(hives: readonly { readonly hive_id: string }[], hiveId: string): number {
  let low = 0;
  let high = hives.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hives[middle]?.hive_id ?? '') < hiveId) low = middle + 1;
    else high = middle;
  }
  return low;
}
