/** The first number of a line of decimals, as in `/proc/loadavg` and `/proc/uptime` (proc(5)); null if there is none. */
export function firstDecimal(text: string): number | null {
  const digits = /^\d{1,15}(?:\.\d{1,15})?(?=\s|$)/.exec(text)?.[0];
  return digits === undefined ? null : Number(digits);
}
