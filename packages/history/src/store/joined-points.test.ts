import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { AStore, aFolder, aLayout, aSecond, MemoryStore, plainPoints } from '../testing/index.ts';
import { prune } from './prune.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 28, 12, 0, 0);
const RANGE = { from: START - 24 * HOUR_MS, to: START + 72 * HOUR_MS };
const first = aLayout();
const later = aLayout({ id: 2, entities: first.entities.map((it) => ({ ...it })), interval_ms: 5_000 });
const other = aLayout({ id: 3, hive_id: 'b' });

function setUp() {
  const folder = aFolder();
  const store = new AStore(folder.path, START);
  const truth = new MemoryStore();
  /** Hands over a sample of each layout at each of the times. */
  const give = (times: readonly number[], layouts = [first, other]) => {
    const samples = times.flatMap((time) =>
      layouts.map((its) => [its, time, its.columns.map((_, i) => i + ((time / 1_000) % 611))] as const),
    );
    const second = aSecond(Math.max(store.now + 1_000, ...times), samples);
    truth.append(second);
    store.append(second);
  };
  const record = (minutes: number, layouts = [first, other]) => {
    for (let minute = 0; minute < minutes; minute += 1)
      give(
        [10, 30, 50].map((second) => store.now + second * 1_000),
        layouts,
      );
  };
  /** Lets time pass as in a machine that slept, and then so many seconds. */
  const sleep = (hours: number) => {
    store.now += hours * HOUR_MS;
    store.pass(60);
  };
  const rows = (kind: string, table: string) =>
    filesOf(store.folder, kind).reduce((sum, path) => {
      const db = new DatabaseSync(path, { readOnly: true });
      const count = Number(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']);
      db.close();
      return sum + count;
    }, 0);
  const expectTruth = () => {
    for (const hive of ['a', 'b']) {
      for (const tier of ['1m', '15m'] as const) {
        expect(plainPoints(store.reader.rolled(tier, hive, RANGE))).toEqual(
          plainPoints(truth.rolled(tier, hive, RANGE)),
        );
      }
      const part = { from: START + 20 * 60_000, to: START + 95 * 60_000 };
      expect(plainPoints(store.reader.rolled('1m', hive, part))).toEqual(
        plainPoints(truth.rolled('1m', hive, part)),
      );
    }
  };
  const end = () => {
    store.close();
    folder[Symbol.dispose]();
  };
  return { store, truth, give, record, sleep, rows, expectTruth, [Symbol.dispose]: end };
}

const filesOf = (folder: string, kind: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(kind) && name.endsWith('.db'))
    .map((name) => join(folder, name));

test('minutes of an hour and quarters of a day become one row, with late samples, crashes and changes', () => {
  using it = setUp();
  it.record(70);
  it.record(20, [later, other]);
  it.record(60);
  it.sleep(2);
  it.expectTruth();
  expect(it.rows('minutes', 'block')).toBe(0);
  // Two hives in three hours, and one of them changed in one of these.
  const joined = it.rows('minutes', 'joined');
  expect(joined).toBeGreaterThanOrEqual(6);
  expect(joined).toBeLessThanOrEqual(10);
  expect(it.rows('quarters', 'block')).toBeGreaterThan(0);

  it.give([START + 5_000, START + 65 * 60_000, START - 3 * 60_000]);
  it.store.pass(20);
  it.expectTruth();
  it.store.crash();
  it.store.pass(20);
  it.expectTruth();
  expect(it.rows('minutes', 'block')).toBeGreaterThan(0);
  it.sleep(15);
  it.expectTruth();
  expect([it.rows('minutes', 'block'), it.rows('quarters', 'block')]).toEqual([0, 0]);
  it.store.restart();
  it.expectTruth();
  expect(it.store.writer.info()).toMatchObject({ state: 'recording', lost: 0, problems: [] });
});

test('files of the version before are read as they are, and joined when a writer opens them', () => {
  using it = setUp();
  it.record(65);
  it.store.pass(1_200);
  it.store.writer.close();
  it.store.reader.close();
  for (const kind of ['minutes', 'quarters']) {
    for (const path of filesOf(it.store.folder, kind)) {
      const db = new DatabaseSync(path);
      db.exec('DROP TABLE joined; PRAGMA user_version = 1');
      db.close();
    }
  }
  it.expectTruth();
  it.store.reopen();
  it.expectTruth();
  it.sleep(2);
  it.expectTruth();
  expect(it.rows('minutes', 'block')).toBe(0);
});

test('what is pruned ends at the time that was asked for, also within what was joined', () => {
  using it = setUp();
  it.record(150);
  it.sleep(2);
  it.store.writer.close();
  const before = START + 40 * 60_000;
  const { folder, bounds, now } = it.store;
  prune({ folder, bounds, before, now, pid: 1 });
  it.store.reopen();
  expect(plainPoints(it.store.reader.rolled('1m', 'a', RANGE))).toEqual(
    plainPoints(it.truth.rolled('1m', 'a', { ...RANGE, from: before })),
  );
  expect(it.store.reader.hives({ from: 0, to: before - 60_000 })).toEqual([]);
});
