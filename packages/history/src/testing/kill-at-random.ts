import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DEFAULT_BOUNDS, FileReader, historyFolder, StoreWriter } from '../store/index.ts';

const PROGRAM = fileURLToPath(new URL('./crashing-queen.ts', import.meta.url));
const START = Date.UTC(2026, 10, 28, 22, 0, 0);
const HIVES = ['a', 'b', 'c'];
/** Seconds that a queen may take before it is killed. */
const MOST_SECONDS = 400;

/** What was found after some kills. */
export interface Kills {
  /** Seconds that were on the disk, as the killed queens said. */
  readonly kept: number;
  /** Those of them that were not found afterwards, or not as they were handed over. */
  readonly lost: readonly number[];
  /** The longest start after a kill until the first second was taken, milliseconds. */
  readonly slowestStartMs: number;
}

/** Starts a queen's history on a folder again and again, kills it with SIGKILL at a random moment, and looks for what it had kept. */
export async function killAtRandom(dataFolder: string, times: number, random: () => number): Promise<Kills> {
  const kept: number[] = [];
  let first = 0;
  let slowestStartMs = 0;
  for (let run = 0; run < times; run += 1) {
    const startedAt = performance.now();
    const numbers = await runUntilKilled(dataFolder, first, 1 + Math.floor(random() * MOST_SECONDS), () => {
      slowestStartMs = Math.max(slowestStartMs, performance.now() - startedAt);
    });
    kept.push(...numbers);
    // A second that the queen did not get to say may be there; the next one begins after it.
    first = (kept.at(-1) ?? first) + 2;
  }
  return { kept: kept.length, lost: missing(dataFolder, kept), slowestStartMs };
}

/** The numbers that the queen printed before it was killed: when it had printed so many. */
async function runUntilKilled(
  dataFolder: string,
  first: number,
  most: number,
  onFirst: () => void,
): Promise<number[]> {
  const args = [PROGRAM, dataFolder, String(first), String(START + first * 1_000)];
  const queen = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  queen.stdout.on('data', (chunk) => {
    if (output === '') onFirst();
    output += String(chunk);
    if (output.split('\n').length > most) queen.kill('SIGKILL');
  });
  await once(queen, 'close');
  // The last line may be cut off.
  return output.split('\n').slice(0, -1).map(Number);
}

function missing(dataFolder: string, numbers: readonly number[]): number[] {
  const folder = historyFolder(dataFolder);
  const now = START + ((numbers.at(-1) ?? 0) + 1) * 1_000;
  const writer = new StoreWriter({ folder, bounds: DEFAULT_BOUNDS, pid: process.pid });
  writer.start(now);
  writer.close();
  const reader = new FileReader(
    folder,
    DEFAULT_BOUNDS,
    () => now,
    () => {},
  );
  const found = HIVES.map((hive) => valuesOf(reader, hive));
  reader.close();
  return numbers.filter((number) => found.some((values) => values.get(START + number * 1_000) !== number));
}

/** The value of a hive's first column by its time. */
function valuesOf(reader: FileReader, hive: string): Map<number, number> {
  const values = new Map<number, number>();
  for (const { start, cells } of reader.seconds(hive, { from: 0, to: Number.MAX_SAFE_INTEGER })) {
    cells[0]?.forEach((cell, second) => {
      values.set(start + second * 1_000, cell);
    });
  }
  return values;
}
