import type { UnknownReason } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Told } from '../protocol.ts';
import { DeviceCalls } from './device.ts';
import type { NvmlLibrary } from './library.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { pciAddressOf, SIZES, textOf } from './structures.ts';

/** A card that the driver has given a handle of. */
export interface Device {
  readonly calls: DeviceCalls;
  readonly uuid: string;
  readonly index: number;
  readonly name: string;
  readonly pci: string | undefined;
}

/** Time between two searches for cards, milliseconds. */
const SEARCH_MS = 10_000;

/** Keeps the cards of the driver. */
export class Devices {
  readonly #library: NvmlLibrary;
  readonly #onFound: (device: Device) => void;
  #devices: readonly Device[] = [];
  #count = 0;
  /** What was searched for last. */
  #wanted: string | undefined;
  #searchedAtMs = Number.NEGATIVE_INFINITY;

  constructor(library: NvmlLibrary, onFound: (device: Device) => void) {
    this.#library = library;
    this.#onFound = onFound;
  }

  /**
   * The cards, by index. If `awake` is given, only these PCI addresses, and no call is made to another card: even asking
   * for a handle can power a card up.
   */
  list(awake: readonly string[] | null, nowMs: number): readonly Device[] | UnknownReason {
    const count = this.#readCount();
    if (typeof count === 'string') return count;
    const wanted = awake ? awake.join() : 'all';
    const isIncomplete = this.#among(awake).length < (awake?.length ?? Math.min(count, LIMITS.maxGpus));
    const mayHaveChanged = count !== this.#count || isIncomplete;
    if (wanted !== this.#wanted || (mayHaveChanged && nowMs - this.#searchedAtMs >= SEARCH_MS)) {
      this.#wanted = wanted;
      this.#count = count;
      this.#searchedAtMs = nowMs;
      this.#search(awake);
    }
    return this.#among(awake);
  }

  /** The cards that were found, of these PCI addresses. */
  #among(awake: readonly string[] | null): readonly Device[] {
    return awake
      ? this.#devices.filter((it) => it.pci === undefined || awake.includes(it.pci))
      : this.#devices;
  }

  #readCount(): Told {
    const memory = Buffer.alloc(SIZES.u32);
    const code = this.#library.call('nvmlDeviceGetCount_v2', memory);
    return code === CODES.success ? memory.readUInt32LE() : reasonOfCode(code);
  }

  #search(awake: readonly string[] | null): void {
    const indexes = Array.from({ length: Math.min(this.#count, LIMITS.maxGpus) }, (_, index) => index);
    const found = awake
      ? awake.map((pci) => this.#find('nvmlDeviceGetHandleByPciBusId_v2', pci))
      : indexes.map((index) => this.#find('nvmlDeviceGetHandleByIndex_v2', index));
    const kept = awake ? this.#devices.filter((it) => it.pci !== undefined && !awake.includes(it.pci)) : [];
    this.#devices = [...found.filter((it) => it !== undefined), ...kept].toSorted(
      (a, b) => a.index - b.index,
    );
  }

  /** The card of a PCI address or an index. One that was found before and no longer answers stays in the list. */
  #find(
    name: 'nvmlDeviceGetHandleByPciBusId_v2' | 'nvmlDeviceGetHandleByIndex_v2',
    which: string | number,
  ): Device | undefined {
    const memory = Buffer.alloc(SIZES.handle);
    const code = this.#library.call(name, which, memory);
    if (code === CODES.gpuIsLost) return this.#devices.find((it) => it.pci === which || it.index === which);
    if (code !== CODES.success) return undefined;
    const handle = memory.readBigUInt64LE();
    const known = this.#devices.find((it) => it.calls.handle === handle);
    return known && isSame(known) ? known : this.#open(handle);
  }

  #open(handle: bigint): Device | undefined {
    const calls = new DeviceCalls(this.#library, handle);
    const index = calls.u32('nvmlDeviceGetIndex');
    const uuid = textFrom(calls, 'nvmlDeviceGetUUID');
    if (typeof index !== 'number' || uuid === undefined) return undefined;
    const pciInfo = Buffer.alloc(SIZES.pciInfo);
    const hasPci = calls.call('nvmlDeviceGetPciInfo_v3', pciInfo) === CODES.success;
    const pci = hasPci ? pciAddressOf(pciInfo) : undefined;
    const name = textFrom(calls, 'nvmlDeviceGetName') ?? 'NVIDIA GPU';
    const device: Device = { calls, uuid, index, name, pci };
    this.#onFound(device);
    return device;
  }
}

/** False if the handle is that of another card by now. One that no longer answers is taken for the same. */
function isSame({ calls, uuid }: Device): boolean {
  calls.begin();
  const present = textFrom(calls, 'nvmlDeviceGetUUID');
  return calls.isLost || present === uuid;
}

function textFrom(calls: DeviceCalls, name: 'nvmlDeviceGetUUID' | 'nvmlDeviceGetName'): string | undefined {
  const memory = Buffer.alloc(SIZES.text);
  if (calls.call(name, memory, SIZES.text) !== CODES.success) return undefined;
  return textOf(memory) || undefined;
}
