import type { UnknownReason } from '@rbee/contract';
import type { DeviceCalls } from './device.ts';
import type { NvmlFunction, NvmlLibrary } from './library.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { type ListedProcess, listedProcesses, SIZES } from './structures.ts';

/** Processes of one card that are read at most. */
export const MAX_PROCESSES = 1024;
const FIRST_ROOM = 32;
/** A list that grows faster than it is asked for is given up after this many calls. */
const MAX_TRIES = 5;

/** A process that uses a card; the memory in MiB is null where the driver gives none. */
export interface CardProcess extends ListedProcess {
  /** False if the process only draws. */
  readonly computes: boolean;
}

/** What entries of a driver's process lists look like: the functions to call, and the bytes of an entry. */
interface ListLayout {
  readonly suffix: '_v3' | '_v2' | '';
  readonly entryBytes: number;
}

/**
 * How this library lists processes. `_v3` has the entries of `_v2`, except in some drivers of series 535, which have one
 * more field: they already have `nvmlDeviceGetConfComputeMemSizeInfo` and not yet
 * `nvmlDeviceGetRunningProcessDetailList`. Entries that are read with the wrong size give pids that do not exist.
 */
export function listLayout(library: NvmlLibrary): ListLayout {
  if (library.has('nvmlDeviceGetComputeRunningProcesses_v3')) {
    const isLong =
      library.has('nvmlDeviceGetConfComputeMemSizeInfo') &&
      !library.has('nvmlDeviceGetRunningProcessDetailList');
    return { suffix: '_v3', entryBytes: isLong ? SIZES.processLong : SIZES.processV2 };
  }
  if (library.has('nvmlDeviceGetComputeRunningProcesses_v2'))
    return { suffix: '_v2', entryBytes: SIZES.processV2 };
  return { suffix: '', entryBytes: SIZES.processV1 };
}

/** Reads the process lists of cards. */
export class ProcessLists {
  readonly #layout: ListLayout;
  /** Large enough for the longest list so far, so that most lists take one call. */
  #room = FIRST_ROOM;
  #entries: Buffer = Buffer.alloc(0);

  constructor(library: NvmlLibrary) {
    this.#layout = listLayout(library);
  }

  /**
   * The processes that use a card, each once, or why the driver does not list those that compute. The lists of processes
   * that draw and of clients of the Multi-Process Service do not exist on every card.
   */
  read(device: DeviceCalls): readonly CardProcess[] | UnknownReason {
    const { suffix } = this.#layout;
    const compute = this.#list(device, `nvmlDeviceGetComputeRunningProcesses${suffix}`);
    if (typeof compute === 'string') return compute;
    const service = this.#list(device, `nvmlDeviceGetMPSComputeRunningProcesses${suffix}`);
    const graphics = this.#list(device, `nvmlDeviceGetGraphicsRunningProcesses${suffix}`);
    return mergeLists(compute, listOrNone(service), listOrNone(graphics));
  }

  /** The driver says how many entries there are if there is not room for them; there may be more at the next call. */
  #list(device: DeviceCalls, name: NvmlFunction): readonly ListedProcess[] | UnknownReason {
    const count = Buffer.alloc(SIZES.u32);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      count.writeUInt32LE(this.#room);
      this.#entries = withRoom(this.#entries, this.#room * this.#layout.entryBytes);
      const code = device.call(name, count, this.#entries);
      if (code === CODES.success) {
        return listedProcesses(this.#entries, count.readUInt32LE(), this.#layout.entryBytes);
      }
      if (code !== CODES.insufficientSize || this.#room === MAX_PROCESSES) return reasonOfCode(code);
      this.#room = roomFor(count.readUInt32LE(), this.#room, MAX_PROCESSES);
    }
    return 'driver_error';
  }
}

/** The buffer if it has so many bytes, else another one: a buffer for each call would be most of the garbage. */
export const withRoom = (buffer: Buffer, bytes: number): Buffer =>
  buffer.length >= bytes ? buffer : Buffer.alloc(bytes);

/** Room for twice as many entries as there are, but no less than before and no more than may be. */
export const roomFor = (count: number, before: number, most: number): number =>
  Math.min(most, Math.max(before, 2 * count + 5));

const listOrNone = (list: readonly ListedProcess[] | UnknownReason): readonly ListedProcess[] =>
  typeof list === 'string' ? [] : list;

/** Joins the lists of a card: a process in several lists counts once, with the largest memory. */
export function mergeLists(
  compute: readonly ListedProcess[],
  service: readonly ListedProcess[],
  graphics: readonly ListedProcess[],
): readonly CardProcess[] {
  const byPid = new Map<number, CardProcess>();
  for (const [list, computes] of [
    [compute, true] as const,
    [service, true] as const,
    [graphics, false] as const,
  ]) {
    for (const it of list) {
      const before = byPid.get(it.pid);
      byPid.set(it.pid, {
        pid: it.pid,
        computes: computes || (before?.computes ?? false),
        mebibytes: larger(it.mebibytes, before?.mebibytes ?? null),
      });
    }
  }
  return [...byPid.values()].slice(0, MAX_PROCESSES);
}

const larger = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
