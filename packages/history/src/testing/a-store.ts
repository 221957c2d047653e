import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Second } from '../second.ts';
import { type Bounds, DEFAULT_BOUNDS, FileReader, StoreWriter, type Unreadable } from '../store/index.ts';

/** Time between two empty seconds: they need not be as many as the real ones. */
const STEP_MS = 10_000;

/** A folder with files, its writer and its reader, both in this thread. */
export class AStore {
  readonly bounds: Bounds;
  folder: string;
  writer: StoreWriter;
  reader: FileReader;
  now: number;
  /** Called for each file that the reader cannot read. */
  onUnreadable: (unreadable: Unreadable) => void = () => {};
  /** What was left behind by crashes. */
  readonly #dead: StoreWriter[] = [];

  /** The folder is made below `folder`. */
  constructor(folder: string, now: number, bounds: Bounds = DEFAULT_BOUNDS) {
    this.folder = join(folder, 'history');
    this.bounds = bounds;
    this.now = now;
    this.writer = this.#open();
    this.reader = this.#openReader();
  }

  append(second: Second): void {
    this.now = second.at;
    this.writer.append(second);
  }

  /** Lets time pass without samples. */
  pass(seconds: number): void {
    const end = this.now + seconds * 1_000;
    while (this.now < end) {
      const at = Math.min(this.now + STEP_MS, end);
      this.append({ at, layouts: [], ended: [], samples: new Float64Array(), events: [] });
    }
  }

  /** Writes everything that is open, and begins again as another process would. */
  restart(): void {
    this.writer.close();
    this.reopen();
  }

  /** Begins again after `writer.close()`. */
  reopen(): void {
    this.writer = this.#open();
  }

  /** Goes on with what is on the disk at this moment, as after `kill -9`. */
  crash(): void {
    const folder = `${this.folder}+`;
    cpSync(this.folder, folder, { recursive: true, filter: (path) => !path.endsWith('-shm') });
    this.reader.close();
    this.#dead.push(this.writer);
    this.folder = folder;
    this.writer = this.#open();
    this.reader = this.#openReader();
  }

  /** The reader, with what is not written. */
  read(): FileReader {
    const range = { from: 0, to: this.now };
    const query = { ...range, field: 'cpu_pct', by: 'worker', n: 1, order: 'mean' } as const;
    this.reader.add(this.writer.unwrittenFor({ kind: 'top', query }));
    return this.reader;
  }

  close(): void {
    this.reader.close();
    this.writer.close();
    for (const it of this.#dead) it.close();
  }

  #openReader(): FileReader {
    return new FileReader(
      this.folder,
      this.bounds,
      () => this.now,
      (it) => this.onUnreadable(it),
    );
  }

  #open(): StoreWriter {
    const writer = new StoreWriter({ folder: this.folder, bounds: this.bounds, pid: 1 });
    writer.start(this.now);
    return writer;
  }
}
