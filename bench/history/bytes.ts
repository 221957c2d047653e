/**
 * Bytes that a hive takes a day in each tier, and how long the sizes of the tiers suffice for small fleets; `--days` of simulated time.
 * `--write` puts the result into docs/measurements.md.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { DEFAULT_BOUNDS, type Tier } from '../../packages/history/src/index.ts';
import { StoreWriter } from '../../packages/history/src/store/index.ts';
import { publish, tableLines } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Figures, Load, type Shape } from './load.ts';

/** A Thursday: files of all tiers begin then or before, and last for a week. */
const START = Date.parse('2026-11-26T00:00:00Z');
const MINUTES = 1_440;
/** Minutes after a day until what is made of it is in the files. */
const SETTLE_MINUTES = 120;
const DAY_MS = 86_400_000;
/** Nothing is removed while it is measured. */
const SIZE = 2 ** 40;
const BOUNDS = {
  '1s': { max_age_ms: 7 * DAY_MS, max_bytes: SIZE },
  '1m': { max_age_ms: 30 * DAY_MS, max_bytes: SIZE },
  '15m': { max_age_ms: 30 * DAY_MS, max_bytes: SIZE },
};
const KINDS = { '1s': /^seconds.*\.db$/, '1m': /^minutes.*\.db$/, '15m': /^quarters.*\.db$/ } as const;
const TIERS = ['1s', '1m', '15m'] as const;

interface Case {
  readonly title: string;
  readonly shape: Shape;
  readonly figures: Figures;
}

const LARGE = { workers: 8, gpus: 8 };
const SMALL = { workers: 2, gpus: 1 };
const caseOf = (title: string, shape: Shape, figures: Figures): Case => ({ title, shape, figures });

const CASES: readonly Case[] = [
  caseOf('8 workers and 8 GPUs, 112 random figures', { ...LARGE, fields: 'some' }, 'random'),
  caseOf('the same, steady figures', { ...LARGE, fields: 'some' }, 'steady'),
  caseOf('the same, all 295 figures, steady', { ...LARGE, fields: 'all' }, 'steady'),
  caseOf('2 workers and a GPU, 24 random figures', { ...SMALL, fields: 'some' }, 'random'),
  caseOf('the same, steady figures', { ...SMALL, fields: 'some' }, 'steady'),
  caseOf('the same, all 69 figures, steady', { ...SMALL, fields: 'all' }, 'steady'),
];

const { values } = parseArgs({
  options: {
    hives: { type: 'string', default: '1' },
    days: { type: 'string', default: '2' },
    parts: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const [hives, days] = [Number(values.hives), Number(values.days)];
const rows = CASES.map((it) => [it, bytesADay(it)] as const);
const text = [
  '#### Bytes of the history',
  '',
  ...tableLines(
    'KiB a day of a hive of',
    { seconds: 0, minutes: 0, quarters: 1 },
    rows.map(([{ title }, of]) => [title, ...TIERS.map((tier) => of[tier] / 1_024)] as const),
  ),
  '',
  ...tableLines(
    'days that the default sizes hold',
    { seconds: 1, minutes: 0, quarters: 0 },
    [1, 8, 50].flatMap((count) =>
      rows.map(
        ([{ title }, of]) =>
          [
            `${count} ${count === 1 ? 'hive' : 'hives'}: ${title}`,
            ...TIERS.map((tier) => DEFAULT_BOUNDS[tier].max_bytes / (count * of[tier])),
          ] as const,
      ),
    ),
  ),
].join('\n');
publish('history-bytes', text, `${hives} hives, the last of ${days} simulated days`, values.write);

/** What the files of each tier grow by in the last of the days. */
function bytesADay({ shape, figures, title }: Case): Record<Tier, number> {
  const folder = join(temporaryFolder('rbee-bench-bytes-'), 'history');
  const load = new Load(hives, figures, START, shape);
  const writer = new StoreWriter({ folder, bounds: BOUNDS, pid: process.pid });
  let before = sizesIn(folder);
  for (let minute = 0; minute < days * MINUTES + SETTLE_MINUTES; minute += 1) {
    if (minute === (days - 1) * MINUTES + SETTLE_MINUTES) before = sizesIn(folder);
    writer.append(load.nextSeconds(60));
  }
  const after = sizesIn(folder);
  if (values.parts) printParts(folder, title);
  writer.close();
  const grown = (tier: Tier) => (after[tier] - before[tier]) / hives;
  return { '1s': grown('1s'), '1m': grown('1m'), '15m': grown('15m') };
}

/** Bytes of the pages that are in use in the files of each tier. */
function sizesIn(folder: string): Record<Tier, number> {
  const sizeOf = (tier: Tier) =>
    filesOf(folder, KINDS[tier]).reduce((sum, db) => {
      const number = (pragma: string) => Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
      const pages = number('page_count') - number('freelist_count');
      const bytes = pages * number('page_size');
      db.close();
      return sum + bytes;
    }, 0);
  return { '1s': sizeOf('1s'), '1m': sizeOf('1m'), '15m': sizeOf('15m') };
}

/** The tables and indexes of each file, with their bytes. */
function printParts(folder: string, title: string): void {
  console.log(`\n${title}`);
  for (const db of filesOf(folder, /\.db$/)) {
    const sql = `SELECT name, sum(ncell) AS cells, sum(payload) AS payload, sum(unused) AS unused, sum(pgsize) AS bytes
      FROM dbstat GROUP BY name HAVING sum(ncell) > 0`;
    console.table(db.prepare(sql).all());
    db.close();
  }
}

function filesOf(folder: string, name: RegExp): DatabaseSync[] {
  const names = readdirSync(folder).filter((it) => name.test(it));
  return names.map((it) => new DatabaseSync(join(folder, it), { readOnly: true }));
}
