/** Opens so many of something, a few at a time, in their order. */
export async function inBatches<T>(count: number, open: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < count) {
    const batch = Math.min(100, count - all.length);
    all.push(...(await Promise.all(Array.from({ length: batch }, (_, n) => open(all.length + n)))));
  }
  return all;
}
