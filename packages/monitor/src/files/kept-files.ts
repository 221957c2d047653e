import { closeSync, openSync, readSync } from 'node:fs';

/** Files that stay open; the kernel generates them again at each read from offset 0. Throws as `node:fs` does. */
export interface KeptFiles {
  read(path: string): string;
  /** Ends a sample: closes files that were not read for several samples. */
  endSample(): void;
  close(): void;
}

const BUFFER_BYTES = 4096;
const PART_BYTES = 16 * 1024;

/** One read returns all of a short file; for a longer one the kernel may return only one page (seq_file.rst). */
const SHORT_BYTES = 2048;

/** Samples for which a file stays open without a read: some files are read every tenth sample. */
const IDLE_SAMPLES = 12;

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

interface Kept {
  readonly descriptor: number;
  /** Sample of the last read. */
  sample: number;
}

/**
 * Keeps up to `maxOpen` files open; the others are read by `readOnce`. Reading an open file of /proc costs a quarter of
 * opening it each time. The descriptor belongs to the process for which it was opened: after that process has ended, a
 * read fails with ESRCH even if the pid is reused (proc(5)).
 */
export function createKeptFiles(maxOpen: number, readOnce: (path: string) => string): KeptFiles {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  const open = new Map<string, Kept>();
  let sample = 0;
  const shut = (path: string, { descriptor }: Kept): void => {
    open.delete(path);
    closeSync(descriptor);
  };
  const keep = (path: string): Kept => {
    const kept = { descriptor: openSync(path, 'r'), sample };
    open.set(path, kept);
    return kept;
  };
  return {
    read: (path) => {
      const known = open.get(path);
      if (!known && open.size >= maxOpen) return readOnce(path);
      const kept = known ?? keep(path);
      kept.sample = sample;
      try {
        const bytes = readSync(kept.descriptor, buffer, 0, BUFFER_BYTES, 0);
        if (bytes <= SHORT_BYTES) return buffer.toString('utf8', 0, bytes);
        return longText(buffer.subarray(0, bytes), kept.descriptor);
      } catch (error) {
        shut(path, kept);
        throw error;
      }
    },
    endSample: () => {
      sample += 1;
      open.forEach((kept, path) => {
        if (sample - kept.sample > IDLE_SAMPLES) shut(path, kept);
      });
    },
    close: () => {
      for (const [path, kept] of open) shut(path, kept);
    },
  };
}

/** Caches which files may not be read: a refused open costs more than a read. */
export interface Refusals {
  /** True if permission for a file was refused recently, so that it should not be tried yet. */
  isRefused(path: string): boolean;
  /** Notes that permission for a file was refused. */
  add(path: string): void;
  /** Ends a sample. */
  endSample(): void;
}

/** Samples until a refused file is tried again. */
const RETRY_AFTER = 10;

/** Creates an empty cache. */
export function createRefusals(): Refusals {
  const until = new Map<string, number>();
  let sample = 0;
  return {
    isRefused: (path) => until.has(path),
    add: (path) => until.set(path, sample + RETRY_AFTER),
    endSample: () => {
      sample += 1;
      until.forEach((last, path) => {
        if (last <= sample) until.delete(path);
      });
    },
  };
}
