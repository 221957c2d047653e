import type { NvmlLibrary } from './library.ts';
import { CODES } from './return-codes.ts';
import { SIZES } from './structures.ts';

/** `nvmlEventTypeXidCriticalError`. */
const XID_EVENT = 0x8n;
/** Events that are taken in one sample at most. */
const MAX_EVENTS = 64;

/** Hears of the errors (XID) that the driver reports of cards. */
export class XidEvents {
  readonly #library: NvmlLibrary;
  readonly #set: bigint | undefined;

  constructor(library: NvmlLibrary) {
    this.#library = library;
    const set = Buffer.alloc(SIZES.handle);
    const code = library.call('nvmlEventSetCreate', set);
    this.#set = code === CODES.success ? set.readBigUInt64LE() : undefined;
  }

  /** Listens to a card. False if its driver does not tell of errors. */
  listen(handle: bigint): boolean {
    if (this.#set === undefined) return false;
    const types = Buffer.alloc(SIZES.u64);
    if (this.#library.call('nvmlDeviceGetSupportedEventTypes', handle, types) !== CODES.success) return false;
    if ((types.readBigUInt64LE() & XID_EVENT) === 0n) return false;
    return this.#library.call('nvmlDeviceRegisterEvents', handle, XID_EVENT, this.#set) === CODES.success;
  }

  /** The errors since the last call, oldest first, each with the handle of its card. It does not wait. */
  take(): readonly (readonly [handle: bigint, xid: number])[] {
    const taken: [bigint, number][] = [];
    if (this.#set === undefined) return taken;
    const event = Buffer.alloc(SIZES.eventData);
    for (let tries = 0; tries < MAX_EVENTS; tries += 1) {
      if (this.#library.call('nvmlEventSetWait_v2', this.#set, event, 0) !== CODES.success) break;
      if (event.readBigUInt64LE(8) === XID_EVENT) {
        taken.push([event.readBigUInt64LE(0), Number(event.readBigUInt64LE(16) & 0xffff_ffffn)]);
      }
    }
    return taken;
  }
}
