/**
 * Structures of NVML, as its header `nvml.h` declares them for 64-bit systems with little-endian numbers. The sizes are
 * those of C, with padding.
 */

/** Bytes of each structure that is read or passed. */
export const SIZES = {
  u32: 4,
  u64: 8,
  handle: 8,
  /** `nvmlMemory_t`: total, free, used. */
  memory: 24,
  /** `nvmlMemory_v2_t`: version, total, reserved, free, used. */
  memoryV2: 40,
  /** `nvmlUtilization_t`: gpu, memory. */
  utilization: 8,
  /** `nvmlPciInfo_t` of `nvmlDeviceGetPciInfo_v3`. */
  pciInfo: 68,
  /** `nvmlTemperature_v1_t`: version, sensor, temperature. */
  temperature: 12,
  /** `nvmlEventData_t` of `nvmlEventSetWait_v2`: device, type, data, GPU instance, compute instance. */
  eventData: 32,
  /** `nvmlProcessInfo_v1_t`: pid, memory. */
  processV1: 16,
  /** `nvmlProcessInfo_v2_t`: pid, memory, GPU instance, compute instance. */
  processV2: 24,
  /** `nvmlProcessInfo_t` of some 535 drivers: the same, and protected memory. */
  processLong: 32,
  /** `nvmlProcessUtilizationSample_t`: pid, time, four uses. */
  useSample: 32,
  /** `nvmlProcessesUtilizationInfo_v1_t`: version, count, last seen time, pointer to the entries. */
  useList: 24,
  /** `nvmlProcessUtilizationInfo_v1_t`: time, pid, six uses. */
  useEntry: 40,
  /** `NVML_DEVICE_UUID_V2_BUFFER_SIZE` and `NVML_DEVICE_NAME_V2_BUFFER_SIZE`. */
  text: 96,
} as const;

/** The version word of a structure (`NVML_STRUCT_VERSION`): its size, and its version in the highest byte. */
export const versionWord = (bytes: number, version: number): number => (bytes | (version << 24)) >>> 0;

/** Half of `NVML_VALUE_NOT_AVAILABLE` of a u64. */
const HALF_NOT_AVAILABLE = 0xffff_ffff;
const HALF = 2 ** 32;
const MIB = 1024 * 1024;

/** The numbers of four bytes in a buffer: lists are long, and the methods of a buffer check every number. */
const wordsOf = (bytes: Buffer): Uint32Array =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));

/** Words of the first `count` entries, or of all that the buffer has. */
const wordsUsed = (bytes: Buffer, count: number, size: number): number =>
  (Math.min(count, Math.floor(bytes.length / size)) * size) / 4;

/** A u64 as a number; without a bigint, which costs more than the rest of an entry. */
const u64At = (words: Uint32Array, at: number): number => (words[at + 1] ?? 0) * HALF + (words[at] ?? 0);

/** A u64 of bytes in MiB. */
export const mebibytesAt = (bytes: Buffer, at: number): number => u64At(wordsOf(bytes), at / 4) / MIB;

/** A text of C: up to its end mark, or to the end of the buffer. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** A process of one of the lists of a card; the memory is null where the driver gives none. */
export interface ListedProcess {
  readonly pid: number;
  readonly mebibytes: number | null;
}

/** Largest pid of Linux (`PID_MAX_LIMIT`). What is larger, or 0, is no process. */
const MAX_PID = 4 * 1024 * 1024;
const isPid = (pid: number): boolean => pid > 0 && pid <= MAX_PID;

/** The first `count` entries of a list of processes; an entry has `size` bytes. */
export function listedProcesses(bytes: Buffer, count: number, size: number): readonly ListedProcess[] {
  const words = wordsOf(bytes);
  const entries: ListedProcess[] = [];
  for (let at = 0; at < wordsUsed(bytes, count, size); at += size / 4) {
    const pid = words[at] ?? 0;
    // The upper half of no real size is all ones.
    const isKnown = words[at + 3] !== HALF_NOT_AVAILABLE;
    if (isPid(pid)) entries.push({ pid, mebibytes: isKnown ? u64At(words, at + 2) / MIB : null });
  }
  return entries;
}

/** Use of a card by a process at a time, microseconds since the epoch. */
export interface UseSample {
  readonly pid: number;
  readonly atUs: number;
  readonly pct: number;
}

/** The first `count` entries of `nvmlDeviceGetProcessUtilization`. */
export const legacyUse = (bytes: Buffer, count: number): readonly UseSample[] =>
  useSamples(bytes, count, SIZES.useSample, { pid: 0, atUs: 2, pct: 4 });

/** The first `count` entries of `nvmlDeviceGetProcessesUtilizationInfo`. */
export const listedUse = (bytes: Buffer, count: number): readonly UseSample[] =>
  useSamples(bytes, count, SIZES.useEntry, { pid: 2, atUs: 0, pct: 3 });

/** `places` are in words of four bytes. */
function useSamples(
  bytes: Buffer,
  count: number,
  size: number,
  places: Readonly<Record<keyof UseSample, number>>,
): readonly UseSample[] {
  const words = wordsOf(bytes);
  const samples: UseSample[] = [];
  for (let at = 0; at < wordsUsed(bytes, count, size); at += size / 4) {
    const pid = words[at + places.pid] ?? 0;
    samples.push({ pid, atUs: u64At(words, at + places.atUs), pct: words[at + places.pct] ?? 0 });
  }
  return samples;
}

/**
 * The PCI address of `nvmlPciInfo_t` as sysfs names it: `0000:65:00.0` for `00000000:65:00.0`; undefined for anything
 * else.
 */
export function pciAddressOf(pciInfo: Buffer): string | undefined {
  const parts = /^([0-9a-f]{1,8}):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(textOf(pciInfo.subarray(36)));
  if (!parts) return undefined;
  const [, domain = '', rest = ''] = parts;
  return `${Number.parseInt(domain, 16).toString(16).padStart(4, '0')}:${rest.toLowerCase()}`;
}
