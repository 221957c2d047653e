import type { UnknownReason } from '@rbee/contract';
import type { DeviceCalls } from './device.ts';
import { MAX_PROCESSES, roomFor, withRoom } from './process-lists.ts';
import { CODES, isAbsent, reasonOfCode } from './return-codes.ts';
import { legacyUse, listedUse, SIZES, type UseSample, versionWord } from './structures.ts';

/**
 * Time for which a sample of the driver is the present use, microseconds. A driver takes a sample of a process at most
 * once a second, and none while the process is idle.
 */
const CURRENT_US = 1_500_000;
const FIRST_ROOM = 128;
/** Samples of one card that are read at most. */
const MAX_SAMPLES = 8 * MAX_PROCESSES;
const MAX_TRIES = 5;

/** Use of a card by each process that used it lately, in percent; or why the driver gives none. */
export type ProcessUse = ReadonlyMap<number, number> | UnknownReason;

type Samples = readonly UseSample[] | UnknownReason;

/**
 * Reads how much processes use one card. Most cards support `nvmlDeviceGetProcessUtilization`. Later ones (Blackwell) say
 * that it is not supported, and support `nvmlDeviceGetProcessesUtilizationInfo`.
 */
export class ProcessUseReader {
  #isLegacy = true;
  #room = FIRST_ROOM;
  #entries: Buffer = Buffer.alloc(0);

  /** `nowUs` is the time of the system, microseconds since the epoch, which the driver's samples have too. */
  read(device: DeviceCalls, nowUs: number): ProcessUse {
    const sinceUs = Math.max(0, Math.floor(nowUs - CURRENT_US));
    const samples = this.#samples(device, sinceUs);
    return typeof samples === 'string' ? samples : latestUse(samples, sinceUs);
  }

  #samples(device: DeviceCalls, sinceUs: number): Samples {
    if (this.#isLegacy) {
      const { code, samples } = this.#legacy(device, sinceUs);
      if (!isAbsent(code)) return samples;
      this.#isLegacy = !device.library.has('nvmlDeviceGetProcessesUtilizationInfo');
      if (this.#isLegacy) return samples;
    }
    return this.#listed(device, sinceUs);
  }

  #legacy(device: DeviceCalls, sinceUs: number): { readonly code: number; readonly samples: Samples } {
    const count = Buffer.alloc(SIZES.u32);
    const ask = (entries: Buffer): number => {
      count.writeUInt32LE(this.#room);
      return device.call('nvmlDeviceGetProcessUtilization', entries, count, BigInt(sinceUs));
    };
    return this.#fill(SIZES.useSample, ask, () => count.readUInt32LE(), legacyUse);
  }

  #listed(device: DeviceCalls, sinceUs: number): Samples {
    const head = Buffer.alloc(SIZES.useList);
    const ask = (entries: Buffer): number => {
      head.writeUInt32LE(versionWord(SIZES.useList, 1), 0);
      head.writeUInt32LE(this.#room, 4);
      head.writeBigUInt64LE(BigInt(sinceUs), 8);
      head.writeBigUInt64LE(device.library.addressOf(entries), 16);
      return device.call('nvmlDeviceGetProcessesUtilizationInfo', head);
    };
    return this.#fill(SIZES.useEntry, ask, () => head.readUInt32LE(4), listedUse).samples;
  }

  /** Asks until there is room for all entries. That there are none is no failure: no process used the card. */
  #fill(
    entryBytes: number,
    ask: (entries: Buffer) => number,
    count: () => number,
    decode: (entries: Buffer, count: number) => readonly UseSample[],
  ): { readonly code: number; readonly samples: Samples } {
    let code: number = CODES.insufficientSize;
    for (let tries = 0; tries < MAX_TRIES && code === CODES.insufficientSize; tries += 1) {
      this.#entries = withRoom(this.#entries, this.#room * entryBytes);
      code = ask(this.#entries);
      if (code === CODES.success) return { code, samples: decode(this.#entries, count()) };
      if (code === CODES.insufficientSize) this.#room = roomFor(count(), this.#room, MAX_SAMPLES);
    }
    return { code, samples: code === CODES.notFound ? [] : reasonOfCode(code) };
  }
}

/**
 * The newest sample of each process. Drivers also return samples of more than 100 % and of long ago; these are left out.
 */
export function latestUse(samples: readonly UseSample[], sinceUs: number): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  const latest = new Map<number, number>();
  for (const { pid, atUs, pct } of samples) {
    if (pct > 100 || atUs <= sinceUs || atUs <= (times.get(pid) ?? 0)) continue;
    times.set(pid, atUs);
    latest.set(pid, pct);
  }
  return latest;
}
