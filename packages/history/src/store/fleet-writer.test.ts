import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import type { Ranked } from '../store-reader.ts';
import { AStore, aFolder, aLayout, aSecond, MemoryStore } from '../testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 28, 12, 0, 0);
const SPAN_MS = 600_000;
/** So many that their fleet is a large one. */
const layouts = Array.from({ length: 70 }, (_, id) => aLayout({ id, hive_id: `h${id}` }));

const totalsOf = (ranked: Iterable<Ranked>): Map<string, readonly number[]> => {
  const totals = new Map<string, readonly number[]>();
  for (const { hive_id, sum, max, count } of ranked) {
    const [before = 0, most = max, seconds = 0] = totals.get(hive_id) ?? [];
    totals.set(hive_id, [before + sum, Math.max(most, max), seconds + count]);
  }
  return totals;
};

test('a small fleet is ranked by its hives, and the figures of the fleet are made when it has become large', () => {
  using folder = aFolder();
  const store = new AStore(folder.path, START);
  const truth = new MemoryStore();
  const record = (seconds: number, hives: number) => {
    for (const end = store.now + seconds * 1_000; store.now < end; ) {
      const at = store.now + 20_000;
      const samples = layouts
        .slice(0, hives)
        .map((its) => [its, at, its.columns.map(() => its.id + ((at / 1_000) % 97))] as const);
      truth.append(aSecond(at, samples));
      store.append(aSecond(at, samples));
    }
  };
  const expectTruth = (range: { readonly from: number; readonly to: number }) => {
    for (const field of ['cpu_pct', 'vram_mb'] as const)
      expect(totalsOf(store.reader.ranked('worker', field, range))).toEqual(
        totalsOf(truth.ranked('worker', field, range)),
      );
  };
  record(2_400, 60);
  store.pass(1_500);
  expectTruth({ from: START + 130_000, to: START + 2_100_000 });
  expectTruth({ from: START, to: START + 4_000_000 });
  record(120, 70);
  store.pass(900);
  expectTruth({ from: START, to: START + 9 * SPAN_MS });
  const [path] = readdirSync(store.folder).filter((name) => /^minutes.*db$/.test(name));
  const db = new DatabaseSync(join(store.folder, path ?? ''), { readOnly: true });
  const spans = db.prepare('SELECT count(DISTINCT start) AS count FROM fleet').get();
  db.close();
  expect(spans?.['count']).toBeGreaterThanOrEqual(5);
  store.close();
});

test('the figures of a large fleet are right after late samples, a crash and a restart', () => {
  using folder = aFolder();
  const store = new AStore(folder.path, START);
  const truth = new MemoryStore();
  const give = (at: number, times: readonly number[]) => {
    const second = aSecond(
      at,
      layouts.flatMap((its) =>
        times.map((time) => [its, time, its.columns.map(() => its.id + ((time / 1_000) % 97))] as const),
      ),
    );
    truth.append(second);
    store.append(second);
  };
  const record = (seconds: number) => {
    for (const end = store.now + seconds * 1_000; store.now < end; )
      give(store.now + 20_000, [store.now + 20_000]);
  };
  const expectTruth = (spans: number) => {
    const range = { from: START, to: START + spans * SPAN_MS };
    for (const [by, field] of [
      ['worker', 'cpu_pct'],
      ['gpu', 'util_pct'],
    ] as const) {
      expect(totalsOf(store.reader.ranked(by, field, range))).toEqual(
        totalsOf(truth.ranked(by, field, range)),
      );
    }
  };
  record(900);
  give(store.now + 1_000, [START + 5_000, START + 7_000, START + 20_000]);
  record(420);
  store.crash();
  store.pass(400);
  record(200);
  store.pass(400);
  expectTruth(4);
  store.restart();
  expectTruth(4);
  record(60);
  const present = Math.floor(store.now / 60_000) * 60_000;
  const ask = (to: number) => store.read().rankedRange({ from: START + 120_000, to });
  expect(ask(START + 720_000)).toEqual({ from: START, to: START + 2 * SPAN_MS });
  expect(ask(store.now)).toEqual({ from: START, to: present - 120_000 });
  expect([
    ...store.reader.ranked('worker', 'cpu_pct', { from: START + 120_000, to: START + 720_000 }),
  ]).toEqual([...store.reader.ranked('worker', 'cpu_pct', { from: START, to: START + 2 * SPAN_MS })]);
  store.close();
});
