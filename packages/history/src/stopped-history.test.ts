import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openStoreReader, pruneHistory } from './stopped-history.ts';
import { AStore, aFolder, aLayout, aSecond } from './testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 20);
const DAY_MS = 86_400_000;
const layout = aLayout();
const ALL = { from: 0, to: START + 30 * DAY_MS };

/** A minute of samples on each of some days. */
function fill(store: AStore, days: number): void {
  for (let day = 0; day < days; day += 1) {
    store.now = START + day * DAY_MS;
    for (let second = 0; second < 60; second += 1) {
      const at = store.now + 1_000;
      store.append(aSecond(at, [[layout, at, layout.columns.map(() => day)]]));
    }
    store.pass(1_800);
  }
}

test('files are read while a queen writes to them, and pruned only when none does', () => {
  using folder = aFolder();
  const store = new AStore(folder.path, START);
  fill(store, 3);
  const reader = openStoreReader(folder.path, () => {});
  const days = () => [...reader.rolled('1m', 'a', ALL)].map((it) => Math.floor((it.start - START) / DAY_MS));
  expect(new Set(days())).toEqual(new Set([0, 1, 2]));
  expect(() => pruneHistory(folder.path, START + 2 * DAY_MS)).toThrow(
    `A queen (process 1) writes to ${join(folder.path, 'history')}: stop it first.`,
  );
  store.close();
  const removed = pruneHistory(folder.path, START + 2 * DAY_MS);
  expect(removed.map((it) => it.tier)).toEqual(['1s', '1m', '15m']);
  expect(removed[0]?.bytes).toBeGreaterThan(0);
  expect(new Set(days())).toEqual(new Set([2]));
  expect([...reader.seconds('a', ALL)].map((it) => it.start).every((it) => it >= START + 2 * DAY_MS)).toBe(
    true,
  );
  reader.close();
});

test('a folder without a history is said', () => {
  using folder = aFolder();
  const path = join(folder.path, 'history');
  expect(() => openStoreReader(folder.path, () => {})).toThrow(`There is no history in ${path}`);
});
