/** Largest width of a packed number: a plane of 24 low bits and one of 24 high bits. */
export const MAX_WIDTH = 48;

/** In a plane, a number and up to seven bits of the one before it fit into the 31 bits of a small integer. */
const PLANE = 24;
const PLANE_SIZE = 2 ** PLANE;

/** Number of bits of a whole number from 0 to 2^53; 0 for 0. */
export const bitsOf = (value: number): number =>
  value < 2 ** 32 ? 32 - Math.clz32(value) : 32 + bitsOf(Math.floor(value / 2 ** 32));

/** Number of bytes of `n` packed numbers of that width. */
export const packedBytes = (n: number, width: number): number =>
  width <= PLANE ? Math.ceil((n * width) / 8) : 3 * n + Math.ceil((n * (width - PLANE)) / 8);

/** Packs `n` whole numbers below 2^width, lowest bit first, into `into` from `at` on. */
export function pack(into: Uint8Array, at: number, values: Float64Array, n: number, width: number): void {
  packPlane(into, at, values, n, Math.min(width, PLANE), 1);
  if (width > PLANE) packPlane(into, at + 3 * n, values, n, width - PLANE, PLANE_SIZE);
}

function packPlane(
  into: Uint8Array,
  start: number,
  values: Float64Array,
  n: number,
  width: number,
  unit: number,
): void {
  if (width === 0) return;
  const mask = PLANE_SIZE - 1;
  let at = start;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < n; i += 1) {
    const value = values[i] as number;
    bits |= (unit === 1 ? value & mask : Math.floor(value / unit)) << held;
    held += width;
    while (held >= 8) {
      into[at] = bits;
      at += 1;
      bits >>>= 8;
      held -= 8;
    }
  }
  if (held > 0) into[at] = bits;
}

/** Unpacks `n` numbers from `at` on, adds `base` to each, and puts them into `into`. */
export function unpack(
  from: Uint8Array,
  at: number,
  n: number,
  width: number,
  base: number,
  into: Float64Array,
): void {
  if (width === 0) {
    into.fill(base, 0, n);
    return;
  }
  const low = Math.min(width, PLANE);
  const mask = 2 ** low - 1;
  let next = at;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < n; i += 1) {
    while (held < low) {
      bits |= (from[next] as number) << held;
      next += 1;
      held += 8;
    }
    into[i] = base + (bits & mask);
    bits >>>= low;
    held -= low;
  }
  if (width > PLANE) addPlane(from, at + 3 * n, n, width - PLANE, into);
}

function addPlane(from: Uint8Array, at: number, n: number, width: number, into: Float64Array): void {
  const high = new Float64Array(n);
  unpack(from, at, n, width, 0, high);
  for (let i = 0; i < n; i += 1) into[i] = (into[i] as number) + (high[i] as number) * PLANE_SIZE;
}
