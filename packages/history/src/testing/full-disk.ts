import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryInfo } from '@rbee/contract';
import { FileReader, refusalSentence, StoreWriter } from '../store/index.ts';
import { aLayout, aSecond } from './a-second.ts';
import { AStore } from './a-store.ts';

/** What a history said of itself when its disk was full and after that, and the samples that it had at the end. */
export interface DiskReport {
  readonly full: HistoryInfo;
  readonly afterFull: HistoryInfo;
  readonly recorded: number;
  /** What a writer says, and the samples that a reader finds, when the file system is read-only. */
  readonly refusal: string;
  readonly found: number;
}

/**
 * A program that records on a file system of its own, given as the argument: while something else fills it, and reads it when it is
 * read-only. It prints a `DiskReport`.
 */
const [folder = ''] = process.argv.slice(2);
const START = Date.UTC(2026, 10, 28, 12, 0, 0);
const layout = aLayout();
const store = new AStore(folder, START);
let recorded = 0;

function record(seconds: number): HistoryInfo {
  for (let second = 0; second < seconds; second += 1) {
    const at = store.now + 1_000;
    store.append(aSecond(at, [[layout, at, layout.columns.map((_, column) => (recorded * column) % 977)]]));
    recorded += 1;
  }
  return store.writer.info();
}

function fill(path: string): void {
  for (const bytes of [65_536, 4_096, 1]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(bytes));
    } catch {
      // Full for pieces of that size.
    }
  }
}

const other = join(folder, 'something-else');
record(100);
fill(other);
const full = record(300);
rmSync(other);
const afterFull = record(100);
store.close();
execFileSync('mount', ['-o', 'remount,ro', folder]);
const report: DiskReport = { full, afterFull, recorded, refusal: refusal(), found: found() };
process.stdout.write(JSON.stringify(report));

/** What a writer says that is started on the read-only file system. */
function refusal(): string {
  try {
    new StoreWriter({ folder: store.folder, bounds: store.bounds, pid: 1 });
    return '';
  } catch (error) {
    return refusalSentence(store.folder, error);
  }
}

/** Samples that a reader finds there. */
function found(): number {
  const reader = new FileReader(
    store.folder,
    store.bounds,
    () => store.now,
    (it) => process.stderr.write(`${it.message}\n`),
  );
  const blocks = [...reader.seconds('a', { from: START, to: store.now + 1_000 })];
  return blocks.reduce((sum, it) => sum + it.reported.reduce((a, b) => a + b, 0), 0);
}
