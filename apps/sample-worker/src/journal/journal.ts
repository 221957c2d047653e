import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of what was served, in a folder of its own; it begins again when it is full. */
export interface Journal {
  readonly path: string;
  /** Writes one entry as a line of JSON; entries keep their order. Rejects when the disk does not take it. */
  append(entry: unknown): Promise<void>;
  /** Waits for what is being written, then removes the folder. */
  remove(): Promise<void>;
}

/** A journal of at most `maxBytes` in a fresh folder inside `parent`. */
export async function createJournal(parent: string, maxBytes: number): Promise<Journal> {
  const folder = await mkdtemp(join(parent, 'rbee-sample-'));
  const path = join(folder, 'journal.jsonl');
  const file = await open(path, 'a');
  let size = 0;
  let tail: Promise<unknown> = Promise.resolve();
  const write = async (line: Buffer): Promise<void> => {
    if (size + line.length > maxBytes) {
      await file.truncate(0);
      size = 0;
    }
    await file.appendFile(line);
    size += line.length;
  };
  return {
    path,
    append: (entry) => {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`).subarray(0, maxBytes);
      const done = tail.then(() => write(line));
      tail = done.catch(() => {}); // whoever appended hears of it; the next entry is tried on its own
      return done;
    },
    remove: async () => {
      await tail;
      await file.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
