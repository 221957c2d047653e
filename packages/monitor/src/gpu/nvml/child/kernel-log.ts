import { constants, openSync, readSync } from 'node:fs';

/** The kernel's log (Documentation/ABI/testing/dev-kmsg): each read gives one record. */
const LOG = '/dev/kmsg';
/** Longest record (`CONSOLE_EXT_LOG_MAX`). */
const RECORD_BYTES = 8 * 1024;
/** Records that are read in one sample at most: a log has some thousand. */
const MAX_RECORDS = 20_000;

/** An error that the driver wrote to the kernel's log. */
export interface LoggedXid {
  /** PCI address without the function: `0000:65:00`. */
  readonly pci: string;
  readonly xid: number;
  /** Seconds since boot without those in which the machine was suspended. */
  readonly atS: number;
}

/**
 * The error in a record such as `4,1,98765432,-;NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus.` The first
 * number of a record that a program wrote is larger than 7.
 */
export function xidOfRecord(record: string): LoggedXid | undefined {
  const parts =
    /^[0-7],\d+,(\d{1,16}),[^;\n]*;NVRM: Xid \(PCI:([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2})\): (\d{1,9})\b/i.exec(
      record,
    );
  if (!parts) return undefined;
  const [, micros = '', pci = '', xid = ''] = parts;
  return { pci: pci.toLowerCase(), xid: Number(xid), atS: Number(micros) / 1_000_000 };
}

/** A log of errors. */
export interface ErrorLog {
  /** The errors since the last call, oldest first; those since boot at the first. */
  take(): readonly LoggedXid[];
}

/** Reads the errors that NVIDIA's driver writes to the kernel's log. On many systems only root may read it. */
export class KernelLog implements ErrorLog {
  readonly #descriptor: number | undefined;

  constructor(path = LOG) {
    try {
      this.#descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      // Without permission the last error of a card is not known, and `last_xid` is absent.
    }
  }

  take(): readonly LoggedXid[] {
    const found: LoggedXid[] = [];
    const buffer = Buffer.allocUnsafe(RECORD_BYTES);
    for (let count = 0; count < MAX_RECORDS && this.#descriptor !== undefined; count += 1) {
      const bytes = readRecord(this.#descriptor, buffer);
      if (bytes === 0) break;
      const xid = xidOfRecord(buffer.toString('latin1', 0, Math.max(0, bytes)));
      if (xid) found.push(xid);
    }
    return found;
  }
}

/** Bytes of the next record; 0 if there is none, and -1 if the kernel has overwritten it (EPIPE). */
function readRecord(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPIPE' ? -1 : 0;
  }
}
