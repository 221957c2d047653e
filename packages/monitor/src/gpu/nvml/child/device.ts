import type { Told } from '../protocol.ts';
import type { NvmlFunction, NvmlLibrary } from './library.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { SIZES } from './structures.ts';

/** Reads figures of one card, or of one part of a divided card, from its driver. */
export class DeviceCalls {
  readonly library: NvmlLibrary;
  readonly handle: bigint;
  #isLost = false;

  constructor(library: NvmlLibrary, handle: bigint) {
    this.library = library;
    this.handle = handle;
  }

  /** True if a call since `begin` said that the card no longer answers ("has fallen off the bus"). */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Begins another reading. */
  begin(): void {
    this.#isLost = false;
  }

  /** Calls a function of this card and returns its code. */
  call(name: NvmlFunction, ...args: readonly (number | bigint | Buffer)[]): number {
    const code = this.library.call(name, this.handle, ...args);
    if (code === CODES.gpuIsLost) this.#isLost = true;
    return code;
  }

  /** A figure of a function that writes one u32 as its last argument. */
  u32(name: NvmlFunction, ...args: readonly number[]): Told {
    const memory = Buffer.alloc(SIZES.u32);
    const code = this.call(name, ...args, memory);
    return code === CODES.success ? memory.readUInt32LE() : reasonOfCode(code);
  }

  /** A figure of a function that writes one u64 as its last argument. */
  u64(name: NvmlFunction, ...args: readonly number[]): Told {
    const memory = Buffer.alloc(SIZES.u64);
    const code = this.call(name, ...args, memory);
    return code === CODES.success ? Number(memory.readBigUInt64LE()) : reasonOfCode(code);
  }
}
