/** A value as the history keeps it: the nearest whole multiple of 1/scale, of two the even one; too large values as they are. */
export function keptValue(value: number, scale: number): number {
  const product = value * scale;
  if (!(Math.abs(product) < 2 ** 50 - 1)) return value;
  const below = Math.floor(product);
  const rest = product - below;
  const isUp = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (isUp ? below + 1 : below) / scale + 0;
}
