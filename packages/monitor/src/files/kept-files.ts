import { closeSync, openSync, readSync } from 'node:fs';

/** Files that stay open: the kernel writes them anew at each read from their start. Throws as `node:fs` does. */
export interface KeptFiles {
  read(path: string): string;
  /** Ends a sample: closes what was not read for some of them. */
  endSample(): void;
  close(): void;
}

const BUFFER_BYTES = 4096;
const PART_BYTES = 16 * 1024;

/** One read gives a short file whole; of a longer one the kernel may give as little as a page (seq_file.rst). */
const SHORT_BYTES = 2048;

/** Turns that a file stays open without being read: some are read in every tenth only. */
const IDLE_TURNS = 12;

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
  /** Turn of the last read. */
  turn: number;
}

/**
 * Keeps up to `maxOpen` files open; the others are read by `readOnce`. Reading an open file of /proc costs a quarter of
 * opening it each time. It stays with the process that it was opened for: when that has ended it says so (ESRCH),
 * whoever has its pid then (proc(5)).
 */
export function createKeptFiles(maxOpen: number, readOnce: (path: string) => string): KeptFiles {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  const open = new Map<string, Kept>();
  let turn = 0;
  const shut = (path: string, { descriptor }: Kept): void => {
    open.delete(path);
    closeSync(descriptor);
  };
  const keep = (path: string): Kept => {
    const kept = { descriptor: openSync(path, 'r'), turn };
    open.set(path, kept);
    return kept;
  };
  return {
    read: (path) => {
      const known = open.get(path);
      if (!known && open.size >= maxOpen) return readOnce(path);
      const kept = known ?? keep(path);
      kept.turn = turn;
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
      turn += 1;
      open.forEach((kept, path) => {
        if (turn - kept.turn > IDLE_TURNS) shut(path, kept);
      });
    },
    close: () => {
      for (const [path, kept] of open) shut(path, kept);
    },
  };
}

/** Remembers which files may not be read: being refused costs more than reading. */
export interface Refusals {
  /** Whether a file was refused for want of permission some samples ago, and is not to be asked for again yet. */
  isRefused(path: string): boolean;
  /** A file was refused for want of permission. */
  add(path: string): void;
  /** Ends a sample. */
  endSample(): void;
}

/** Samples for which a file that may not be read is not asked for again. */
const TURNS = 10;

/** Starts with nothing remembered. */
export function createRefusals(): Refusals {
  const until = new Map<string, number>();
  let turn = 0;
  return {
    isRefused: (path) => until.has(path),
    add: (path) => until.set(path, turn + TURNS),
    endSample: () => {
      turn += 1;
      until.forEach((last, path) => {
        if (last <= turn) until.delete(path);
      });
    },
  };
}
