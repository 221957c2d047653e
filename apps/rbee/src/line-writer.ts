import { constants, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Writes bytes and returns how many were written; throws an error with a `code`. */
export type WriteBytes = (bytes: Buffer) => number;

const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Writes lines and never throws or waits: a line that cannot be written now is lost and counted. A disk may be full (ENOSPC)
 * or broken (EIO), the reader of a pipe may have ended (EPIPE) or may not read (EAGAIN), a terminal may be gone (EIO).
 */
export class LineWriter {
  /** Called when a line could be written after `lost` lines could not; `code` is that of the last error. */
  onRecovery: (lost: number, code: string) => void = () => {};
  readonly #write: WriteBytes;
  /** The end of a line of which only the start could be written. */
  #rest: Buffer = NOTHING;
  #lost = 0;
  /** Lines lost since a line was last written, and the code of the last error. */
  #lostInARow = 0;
  #code = '';

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  /** Number of lines that were lost. */
  get lost(): number {
    return this.#lost;
  }

  /** Writes a line, which ends with its newline. */
  write(line: string): void {
    this.#rest = this.#unwritten(this.#rest);
    const bytes = Buffer.from(line);
    const left = this.#rest.length > 0 ? bytes : this.#unwritten(bytes);
    if (left.length === bytes.length) {
      this.#lost += 1;
      this.#lostInARow += 1;
      return;
    }
    this.#rest = left;
    if (this.#lostInARow === 0) return;
    const lost = this.#lostInARow;
    this.#lostInARow = 0;
    this.onRecovery(lost, this.#code);
  }

  /** Writes as much as can be written now; returns what is left. */
  #unwritten(bytes: Buffer): Buffer {
    let from = 0;
    try {
      while (from < bytes.length) from += this.#write(bytes.subarray(from));
    } catch (error) {
      this.#code = (error as NodeJS.ErrnoException).code ?? String(error);
    }
    return bytes.subarray(from);
  }
}

/**
 * Writes to standard error. Node has made a pipe or socket there non-blocking when it made `process.stderr`. A terminal stops
 * accepting output after Ctrl-S; it is opened once more, as only a file of our own can be made non-blocking.
 */
export function standardError(): WriteBytes {
  const fd = isatty(process.stderr.fd) ? nonBlocking(process.stderr.fd) : process.stderr.fd;
  return (bytes) => writeSync(fd, bytes);
}

function nonBlocking(terminal: number): number {
  try {
    return openSync(`/dev/fd/${terminal}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return terminal; // a terminal of another user, or no /dev/fd
  }
}
