const UNITS = ['MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size given in MiB, in the largest unit that keeps it at 1 or above: `512 MiB`, `1.2 GiB`. */
export function formatMib(mib: number): string {
  let value = mib;
  let unit = 0;
  while (unit < UNITS.length - 1 && rounded(value, unit) >= 1024) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(digits(unit))} ${UNITS[unit]}`;
}

/**
 * Used of total, both given in MiB, in one unit so that a column of them reads down: `4.0 of 24.0 GiB`,
 * `80 of 512 MiB`. What is not zero never reads as zero.
 */
export function formatMibOf(used: number, total: number): string {
  if (total < 1024) return `${used.toFixed(0)} of ${total.toFixed(0)} MiB`;
  const [usedGib, totalGib] = [used / 1024, total / 1024];
  const amount = usedGib > 0 && usedGib < 0.05 ? '<0.1' : usedGib.toFixed(1);
  return `${amount} of ${totalGib.toFixed(1)} GiB`;
}

const digits = (unit: number): number => (unit === 0 ? 0 : 1);

const rounded = (value: number, unit: number): number => Number(value.toFixed(digits(unit)));
