import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HiveStats } from '../../packages/hive/src/index.ts';

/** A heartbeat that a queen took. */
export interface Tapped {
  readonly hive: string;
  readonly seq: number;
  readonly backfill: boolean;
  readonly link: boolean;
  /** Whether it became the hive's present. */
  readonly present: boolean;
}

/** What the queens of a test took. Each heartbeat is written down before its hive hears of it, and outlives a queen that is killed. */
export interface Journal {
  readonly path: string;
  /** In the order in which they were taken. */
  read(): Tapped[];
}

/** A journal of this test, which goes with it. */
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

/** Samples that hives took, `hive-0` first, and that were not delivered. */
export function missingOf(taken: readonly Tapped[], sampled: readonly HiveStats[]): string[] {
  const nameOf = (hive: string, seq: number): string => `${hive} ${seq}`;
  const there = new Set(taken.map(({ hive, seq }) => nameOf(hive, seq)));
  return sampled.flatMap(({ samples }, index) =>
    Array.from({ length: samples }, (_, seq) => nameOf(`hive-${index}`, seq)).filter(
      (name) => !there.has(name),
    ),
  );
}
