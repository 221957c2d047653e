import type { GpuHealthCode, UnknownReason } from '@rbee/queen-rbee-sdk';

/** A time span given in seconds, in its two largest units: `45s`, `5m 12s`, `3d 4h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes === 0) return `${whole}s`;
  if (hours === 0) return `${minutes}m ${whole % 60}s`;
  return days === 0 ? `${hours}h ${minutes % 60}m` : `${days}d ${hours % 24}h`;
}

/** A share in percent with one decimal: `0.0 %`, `85.5 %`, `380.0 %`. */
export const formatPercent = (pct: number): string => `${pct.toFixed(1)} %`;

/** A size given in MiB, in the largest unit that keeps it at 1 or above: `512 MiB`, `1.2 GiB`. */
export function formatMib(mib: number): string {
  if (Math.round(mib) < 1024) return `${mib.toFixed(0)} MiB`;
  const gib = mib / 1024;
  if (gib < 1023.95) return `${gib.toFixed(1)} GiB`;
  const tib = gib / 1024;
  return tib < 1023.95 ? `${tib.toFixed(1)} TiB` : `${(tib / 1024).toFixed(1)} PiB`;
}

/**
 * Used of total, both given in MiB, in the same unit so that a column can be compared: `4.0 of 24.0 GiB`,
 * `80 of 512 MiB`. Only zero is shown as zero.
 */
export function formatMibOf(used: number, total: number): string {
  if (total < 1024) return `${used.toFixed(0)} of ${total.toFixed(0)} MiB`;
  const usedGib = used / 1024;
  const amount = usedGib > 0 && usedGib < 0.05 ? '<0.1' : usedGib.toFixed(1);
  return `${amount} of ${(total / 1024).toFixed(1)} GiB`;
}

/** A rate given in MiB/s: `0 KiB/s`, `340 KiB/s`, `1.2 MiB/s`. Only zero is shown as zero. */
export function formatRate(mibPerSecond: number): string {
  const kib = mibPerSecond * 1024;
  if (kib > 0 && kib < 1) return '<1 KiB/s';
  if (Math.round(kib) < 1024) return `${Math.round(kib)} KiB/s`;
  if (mibPerSecond < 999.95) return `${mibPerSecond.toFixed(1)} MiB/s`;
  return `${formatMib(mibPerSecond)}/s`;
}

/** Tokens a second: `0 tok/s`, `42.5 tok/s`, `1250 tok/s`, `12.3k tok/s`. Only zero is shown as zero. */
export function formatTokenRate(perSecond: number): string {
  if (perSecond === 0) return '0 tok/s';
  if (perSecond < 0.1) return '<0.1 tok/s';
  if (perSecond < 99.95) return `${perSecond.toFixed(1)} tok/s`;
  if (perSecond < 9_999.5) return `${perSecond.toFixed(0)} tok/s`;
  return `${(perSecond / 1_000).toFixed(1)}k tok/s`;
}

/** A short time span given in milliseconds: `22 ms`, `1.2 s`. Only zero is shown as zero. */
export function formatMilliseconds(ms: number): string {
  if (ms > 0 && ms < 1) return '<1 ms';
  return ms < 999.5 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

const REASONS: Readonly<Record<UnknownReason, string>> = {
  first_sample: 'measuring…',
  permission: 'no permission to read',
  pid_namespace: 'other PID namespace',
  mig: 'MIG, not measured',
  wddm: 'hidden by Windows driver',
  driver_unsupported: 'GPU not read',
  driver_error: 'GPU driver failed',
  not_exposed: 'not exposed by system',
  timeout: 'timed out',
  unified_memory: 'no memory of its own',
  asleep: 'GPU asleep',
};

/**
 * A short text for why a figure is unknown ([W2]). If not `live`, no further sample is expected, so the text
 * does not say that a measurement is pending.
 */
export const reasonInWords = (reason: UnknownReason, live = true): string =>
  reason === 'first_sample' && !live ? 'not measured' : REASONS[reason];

/** The full text for why a figure is unknown ([W2]), for places with room for it. */
export const reasonInFull = (reason: UnknownReason, live = true): string =>
  IN_FULL[reason] ?? reasonInWords(reason, live);

const IN_FULL: Partial<Record<UnknownReason, string>> = {
  driver_unsupported: 'the hive cannot read this GPU or its driver',
  unified_memory:
    "the GPU has no memory of its own, and its driver does not give what it uses of the machine's",
  asleep: 'the GPU is powered down, and a reading would wake it',
};

const HEALTH: ReadonlyMap<string, string> = new Map(
  Object.entries({
    power_limit: 'at its power limit',
    thermal: 'slowed down by heat',
    hardware_slowdown: 'slowed down by its hardware',
    ecc_errors: 'memory errors',
    retirement_pending: 'faulty memory until a reset',
    remap_pending: 'faulty memory until a reset',
    remap_failed: 'faulty memory',
    xid: 'driver error',
    lost: 'does not answer',
  } satisfies Record<GpuHealthCode, string>),
);

/** What is wrong with a GPU or slows it down, from a code of its `health`; `lastXid` is its `last_xid` (section N). */
export const healthInWords = (code: string, lastXid?: number): string => {
  const words = HEALTH.get(code) ?? code.replaceAll('_', ' ');
  return code === 'xid' && lastXid !== undefined ? `${words} XID ${lastXid}` : words;
};

const GRAVE: ReadonlySet<string> = new Set<GpuHealthCode>(['ecc_errors', 'remap_failed', 'xid', 'lost']);

/** True if a code of a GPU's `health` means that it is faulty, and not only slowed down or due for a reset. */
export const isGrave = (code: string): boolean => GRAVE.has(code);

const SYSTEM_NAMES = new Map(
  Object.entries({ linux: 'Linux', darwin: 'macOS', win32: 'Windows', freebsd: 'FreeBSD' }),
);

/** The usual name of an operating system, from `node.os` (section N). */
export const systemName = (os: string): string => SYSTEM_NAMES.get(os) ?? os;
