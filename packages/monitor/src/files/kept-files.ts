import { closeSync, openSync, readSync } from 'node:fs';

const BUFFER_BYTES = 4096;
const PART_BYTES = 16 * 1024;

/** One read returns all of a short file; for a longer one the kernel may return only one page (seq_file.rst). */
const SHORT_BYTES = 2048;

/** Samples for which a file stays open without a read: some files are read every tenth sample. */
const IDLE_SAMPLES = 12;

interface Kept {
  readonly descriptor: number;
  /** Sample of the last read. */
  sample: number;
}

/**
 * Files that stay open; the kernel generates them again at each read from offset 0. Reading an open file of /proc costs
 * a quarter of opening it each time. The descriptor belongs to the process for which it was opened: after that process
 * has ended, a read fails with ESRCH even if the pid is reused (proc(5)). Throws as `node:fs` does.
 */
export class KeptFiles {
  readonly #maxOpen: number;
  readonly #readOnce: (path: string) => string;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #open = new Map<string, Kept>();
  #sample = 0;

  /** Keeps up to `maxOpen` files open; the others are read by `readOnce`. */
  constructor(maxOpen: number, readOnce: (path: string) => string) {
    this.#maxOpen = maxOpen;
    this.#readOnce = readOnce;
  }

  /** The text of a file. */
  read(path: string): string {
    const known = this.#open.get(path);
    if (!known && this.#open.size >= this.#maxOpen) return this.#readOnce(path);
    const kept = known ?? { descriptor: openSync(path, 'r'), sample: this.#sample };
    if (!known) this.#open.set(path, kept);
    kept.sample = this.#sample;
    try {
      const bytes = readSync(kept.descriptor, this.#buffer, 0, BUFFER_BYTES, 0);
      if (bytes <= SHORT_BYTES) return this.#buffer.toString('utf8', 0, bytes);
      return longText(this.#buffer.subarray(0, bytes), kept.descriptor);
    } catch (error) {
      this.#shut(path, kept);
      throw error;
    }
  }

  /** Ends a sample: closes files that were not read for several samples. */
  endSample(): void {
    this.#sample += 1;
    this.#open.forEach((kept, path) => {
      if (this.#sample - kept.sample > IDLE_SAMPLES) this.#shut(path, kept);
    });
  }

  /** Closes all files. */
  close(): void {
    for (const [path, kept] of this.#open) this.#shut(path, kept);
  }

  #shut(path: string, { descriptor }: Kept): void {
    this.#open.delete(path);
    closeSync(descriptor);
  }
}

/** A longer file by its start and what follows. */
function longText(start: Buffer, descriptor: number): string {
  const parts = [Buffer.from(start)];
  for (let at = start.length; ; ) {
    const part = Buffer.allocUnsafe(PART_BYTES);
    const bytes = readSync(descriptor, part, 0, PART_BYTES, at);
    if (bytes === 0) return Buffer.concat(parts).toString();
    parts.push(part.subarray(0, bytes));
    at += bytes;
  }
}

/** Samples until a refused file is tried again. */
const RETRY_AFTER = 10;

/** Caches which files may not be read: a refused open costs more than a read. */
export class Refusals {
  readonly #until = new Map<string, number>();
  #sample = 0;

  /** True if permission for a file was refused recently, so that it should not be tried yet. */
  isRefused(path: string): boolean {
    return this.#until.has(path);
  }

  /** Notes that permission for a file was refused. */
  add(path: string): void {
    this.#until.set(path, this.#sample + RETRY_AFTER);
  }

  /** Ends a sample. */
  endSample(): void {
    this.#sample += 1;
    this.#until.forEach((last, path) => {
      if (last <= this.#sample) this.#until.delete(path);
    });
  }
}
