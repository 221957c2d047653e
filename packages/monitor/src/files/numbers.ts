/** The number at the start of a line, as in `/proc/loadavg` and `/proc/uptime` (proc(5)); null if there is none. */
export function firstDecimal(text: string): number | null {
  const digits = /^\d{1,15}(?:\.\d{1,15})?(?=\s|$)/.exec(text)?.[0];
  return digits === undefined ? null : Number(digits);
}

/** The value of a line `<name>: <number> kB`, as in `/proc/meminfo`; null without that line. */
export const kibibytesIn = (text: string, name: string): number | null =>
  natural(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]);

const LARGEST = 2 ** 64;

/** A whole number in decimal digits as the kernel prints a u64; null for anything else. */
export function natural(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return null;
  const value = Number(text);
  return value < LARGEST ? value : null;
}
