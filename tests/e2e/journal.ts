import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HiveStats } from '../../packages/hive/src/index.ts';

/** A heartbeat that a queen accepted. */
export interface Tapped {
  readonly hive: string;
  readonly seq: number;
  readonly backfill: boolean;
  readonly link: boolean;
  /** True if it became the hive's current sample. */
  readonly present: boolean;
}

/** Heartbeats accepted by the queens of a test. Each is written to a file before its hive gets the answer, and so survives a SIGKILL. */
export interface Journal {
  readonly path: string;
  /** In the order of acceptance. */
  read(): Tapped[];
}

/** A journal that is deleted after the test. */
export function makeJournal(): Journal {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'taken');
  writeFileSync(path, '');
  return {
    path,
    read: () => {
      const lines = readFileSync(path, 'utf8').split('\n');
      return lines.slice(0, -1).map((line) => JSON.parse(line) as Tapped);
    },
  };
}

/** Samples of the hives, `hive-0` first, that were not delivered. */
export function missingOf(taken: readonly Tapped[], sampled: readonly HiveStats[]): string[] {
  const nameOf = (hive: string, seq: number): string => `${hive} ${seq}`;
  const there = new Set(taken.map(({ hive, seq }) => nameOf(hive, seq)));
  return sampled.flatMap(({ samples }, index) =>
    Array.from({ length: samples }, (_, seq) => nameOf(`hive-${index}`, seq)).filter(
      (name) => !there.has(name),
    ),
  );
}
