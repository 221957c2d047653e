import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryInfo } from '@rbee/contract';
import type { CursorFiles, RemoteWriter } from '../remote-write/index.ts';
import type { Second } from '../second.ts';
import { OwnReader, type StoreWriter } from '../store/index.ts';
import type { WriterData } from './messages.ts';

/** The sending to other stores, in the thread that owns the files. Nothing that goes wrong in it hinders the writing. */
export class RemoteWriting {
  #writer: RemoteWriter | undefined;
  #reader: OwnReader | undefined;
  #problem: string | undefined;
  #now: number;

  private constructor(now: number) {
    this.#now = now;
  }

  /** Starts to send to the targets that the thread was started with. */
  static async start({ folder, bounds, remoteWrite, version, now }: WriterData, store: StoreWriter) {
    const remote = new RemoteWriting(now);
    if (remoteWrite.length === 0) return remote;
    const clock = { now: () => remote.#now, monotonic: () => performance.now() };
    const reader = new OwnReader(store, folder, bounds, clock.now);
    remote.#reader = reader;
    try {
      // The compression is a native library, which not every system has.
      const { RemoteWriter } = await import('../remote-write/index.ts');
      const files = cursorFiles(folder);
      remote.#writer = new RemoteWriter(remoteWrite, { version, reader: () => reader, files, clock });
    } catch (error) {
      remote.#fail(error);
    }
    return remote;
  }

  /** Takes a second; its time is the present. */
  append(second: Second): void {
    this.#now = second.at;
    try {
      this.#writer?.append(second);
      this.#writer?.tick(second.at);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Adds what became of the samples. */
  info(info: HistoryInfo): HistoryInfo {
    const remote_write = this.#writer?.states;
    const problems = [...(remote_write ?? []).map(({ problem }) => problem), this.#problem];
    const all = [...info.problems, ...problems.filter((it) => it !== undefined)];
    return { ...info, problems: all, ...(remote_write && { remote_write: [...remote_write] }) };
  }

  async close(): Promise<void> {
    await this.#writer?.close().catch(() => {}); // what was not sent follows after the next start
    this.#reader?.close();
  }

  #fail(error: unknown): void {
    this.#writer = undefined;
    const why = error instanceof Error ? error.message : String(error);
    this.#problem = `Nothing is sent by remote write: ${why.split('\n')[0]}. Restart the queen to try again.`;
  }
}

/** Files in the folder of the history. A file is replaced as a whole, and is on the disk before it is. */
export const cursorFiles = (folder: string): CursorFiles => ({
  read: (name) => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      return undefined;
    }
  },
  write: (name, text) => {
    const part = join(folder, `${name}.${randomUUID()}.part`);
    try {
      writeFileSync(part, text, { mode: 0o600, flush: true });
      renameSync(part, join(folder, name));
    } finally {
      rmSync(part, { force: true });
    }
  },
});
