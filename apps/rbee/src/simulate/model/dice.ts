/**
 * A number from 0 up to 1 that depends on its whole-number keys and on nothing else: the same fleet comes of the same
 * seed, whoever asks, in whatever order. The mixing is that of MurmurHash3 (32 bits).
 */
export function roll(seed: number, a: number, b = 0, c = 0): number {
  let hash = mixed(seed | 0, a);
  hash = mixed(hash, b);
  hash = mixed(hash, c);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function mixed(hash: number, key: number): number {
  let word = Math.imul(key | 0, 0xcc9e2d51);
  word = (word << 15) | (word >>> 17);
  const next = hash ^ Math.imul(word, 0x1b873593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

/** One of some things, each as likely as its weight says. */
export function drawn<T extends { readonly weight: number }>(things: readonly T[], at: number): T {
  let left = at * things.reduce((sum, { weight }) => sum + weight, 0);
  for (const thing of things) {
    left -= thing.weight;
    if (left < 0) return thing;
  }
  return picked(things, 0);
}

/** One of some things, each as likely as the next; `at` is from 0 up to 1. */
export function picked<T>(things: readonly T[], at: number): T {
  const thing = things[Math.floor(at * things.length)];
  if (thing === undefined) throw new RangeError('there is nothing to pick from');
  return thing;
}

/** A number that wanders between 0 and 1 without a jump as `x` grows, one turn of mind for each whole `x`. */
export function wandering(seed: number, key: number, x: number): number {
  const before = Math.floor(x);
  const share = x - before;
  const from = roll(seed, key, before);
  return from + (roll(seed, key, before + 1) - from) * share * share * (3 - 2 * share);
}
