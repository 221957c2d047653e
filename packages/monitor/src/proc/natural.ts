const LARGEST = 2 ** 64;

/** A whole number in decimal digits as the kernel prints a u64; null for anything else. */
export function natural(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return null;
  const value = Number(text);
  return value < LARGEST ? value : null;
}
