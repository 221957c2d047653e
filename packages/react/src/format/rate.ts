import { formatMib } from './size.ts';

const KIB = 1 / 1024;

/** A rate given in MiB/s: `0 KiB/s`, `340 KiB/s`, `1.2 MiB/s`. What is not zero never reads as zero. */
export function formatRate(mibPerSecond: number): string {
  if (mibPerSecond === 0) return '0 KiB/s';
  if (mibPerSecond < KIB) return '<1 KiB/s';
  const kib = Math.round(mibPerSecond / KIB);
  if (kib < 1024) return `${kib} KiB/s`;
  if (mibPerSecond < 999.95) return `${mibPerSecond.toFixed(1)} MiB/s`;
  return `${formatMib(mibPerSecond)}/s`;
}
