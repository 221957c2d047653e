import {
  ABSENT,
  type Column,
  type Entity,
  type RolledBlock,
  type SecondsBlock,
  unknownCell,
} from '@rbee/history';
import type { HistoryFiles } from '../history-files.ts';

/** Start of the only minute that there is. */
export const MINUTE = Date.UTC(2025, 9, 30, 20, 15);

const ENTITIES: readonly Entity[] = [
  { kind: 'node' },
  { kind: 'gpu', uuid: 'GPU-0', index: 0, name: 'A card' },
  { kind: 'worker', group: 'llm', instance: '8080', pid: 7, model: 'a "model", with\nall' },
  { kind: 'use', worker: 2, uuid: 'GPU-0' },
];
const COLUMNS: readonly Column[] = [
  { entity: 0, field: 'cpu_pct' },
  { entity: 1, field: 'power_w' },
  { entity: 2, field: 'vram_mb' },
  { entity: 3, field: 'vram_mb' },
];

/** The cells of the first seconds; there is nothing after them. */
const cells = (...first: readonly number[]) =>
  Float64Array.from({ length: 60 }, (_, n) => first[n] ?? ABSENT);

const SECONDS: Omit<SecondsBlock, 'hive_id'> = {
  start: MINUTE,
  interval_ms: 1_000,
  entities: ENTITIES,
  columns: COLUMNS,
  reported: Uint8Array.from({ length: 60 }, (_, n) => Number(n < 3)),
  cells: [cells(12.5, 13), cells(300, 310), cells(0, unknownCell('mig'), ABSENT, 5), cells(0, 0)],
};

const known = { min: 1, max: 3, sum: 4, count: 2, unknown: 0, reason: 0 };
const ROLLED: Omit<RolledBlock, 'hive_id'> = {
  ...{ start: MINUTE, step: 60_000, expected: 60, reported: 3, entities: ENTITIES, columns: COLUMNS },
  points: [
    known,
    { ...known, count: 0, sum: 0, min: Number.NaN, max: Number.NaN },
    { min: 0, max: 0, sum: 0, count: 1, unknown: 2, reason: 3 },
    { ...known, count: 0, sum: 0, min: Number.NaN, max: Number.NaN, unknown: 2, reason: 3 },
  ],
};

/** The files of two hives, each with one minute of a machine, a GPU and a worker. */
export const someFiles = (more: Partial<HistoryFiles> = {}): HistoryFiles => ({
  folder: '/data',
  problems: [],
  close: () => {},
  seconds: (hive_id) => [{ hive_id, ...SECONDS }],
  rolled: (_tier, hive_id) => [{ hive_id, ...ROLLED }],
  ranked: () => [],
  rankedRange: (range) => range,
  events: () => [],
  hives: () => ['a', 'b'],
  hivesOfGpu: () => ['a', 'b'],
  tiers: () => [
    { tier: '1s', oldest: MINUTE, bytes: 3_500_000, max_bytes: 2 ** 30, max_age_ms: 1, shortened: false },
    { tier: '1m', oldest: null, bytes: 512, max_bytes: 2 ** 30, max_age_ms: 1, shortened: false },
  ],
  ...more,
});
