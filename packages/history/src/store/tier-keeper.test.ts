import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { AStore, aFolder, aLayout, aSecond } from '../testing/index.ts';
import { type Bounds, DEFAULT_BOUNDS } from './tier-bounds.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 28, 0, 0, 0);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ALL = { from: 0, to: START + 1_000 * DAY_MS };
const KIB = 1_024;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A store whose hives report noise, which does not compress. */
function setUp(bounds: Partial<Bounds>, hives = 1) {
  const folder = aFolder();
  const store = new AStore(folder.path, START, { ...DEFAULT_BOUNDS, ...bounds });
  const layouts = Array.from({ length: hives }, (_, id) => aLayout({ id, hive_id: `h${id}` }));
  let noise = 1;
  const next = () => {
    noise = (noise * 48_271) % 2_147_483_647;
    return noise % 1_000_000;
  };
  /** Hands over a sample of each hive every `stepMs` for some time. */
  const record = (durationMs: number, stepMs = 1_000) => {
    for (const end = store.now + durationMs; store.now < end; ) {
      const at = store.now + stepMs;
      store.append(
        aSecond(
          at,
          layouts.map((it) => [it, at, it.columns.map(next)] as const),
        ),
      );
    }
  };
  const bytesOf = (kind: string) =>
    readdirSync(store.folder)
      .filter((name) => name.startsWith(kind))
      .reduce((sum, name) => sum + statSync(join(store.folder, name)).size, 0);
  const tier = (name: string) => store.writer.info().tiers.find((it) => it.tier === name);
  const end = () => {
    store.close();
    folder[Symbol.dispose]();
  };
  return { store, record, bytesOf, tier, [Symbol.dispose]: end };
}

test('when bytes win, the oldest minutes of the only file are removed and its pages used again', () => {
  const max_bytes = 384 * KIB;
  using it = setUp({ '1s': { max_age_ms: DAY_MS, max_bytes } }, 20);
  let most = 0;
  for (let minute = 0; minute < 25; minute += 1) {
    it.record(60_000, 2_000);
    most = Math.max(most, it.bytesOf('seconds'));
  }
  const state = it.tier('1s');
  expect(most).toBeGreaterThan(max_bytes / 2);
  expect(it.bytesOf('seconds')).toBeLessThanOrEqual(1.25 * max_bytes);
  expect(state).toMatchObject({ shortened: true, max_bytes });
  const oldest = Date.parse(state?.oldest ?? '');
  expect(oldest).toBeGreaterThan(START + 60_000);
  const [first] = it.store.reader.seconds('h0', ALL);
  expect(first?.start).toBeGreaterThanOrEqual(oldest);
  const minutes = [...it.store.reader.rolled('1m', 'h0', ALL)];
  expect(minutes[0]?.start).toBe(START);
});

test('directories of removed minutes are removed too, and a hive that was silent meanwhile is read as before', () => {
  const max_bytes = 384 * KIB;
  using it = setUp({ '1s': { max_age_ms: DAY_MS, max_bytes } });
  it.record(60_000);
  // Each minute 20 hives have workers with other names of 2 KiB, so that nearly all bytes are those of directories.
  for (let minute = 0; minute < 30; minute += 1) {
    const layouts = Array.from({ length: 20 }, (_, index) => {
      const id = 100 + 20 * minute + index;
      const model = Array.from({ length: 32 }, (_, part) => sha256(`${id} ${part}`)).join('');
      const entities = aLayout().entities.map((entity) =>
        entity.kind === 'worker' ? { ...entity, model } : entity,
      );
      return aLayout({ id, hive_id: `other${index}`, entities });
    });
    it.store.append(
      aSecond(
        it.store.now + 1_000,
        layouts.map((layout) => [layout, it.store.now + 1_000, layout.columns.map(() => 1)] as const),
      ),
    );
    it.store.pass(59);
  }
  it.store.pass(180);
  expect(it.bytesOf('seconds')).toBeLessThanOrEqual(1.25 * max_bytes);
  expect([...it.store.reader.seconds('h0', ALL)]).toEqual([]);
  it.record(60_000);
  it.store.pass(180);
  const seconds = [...it.store.reader.seconds('h0', ALL)].flatMap((block) => [...block.reported]);
  expect(seconds.reduce((sum, reported) => sum + reported, 0)).toBe(60);
});

test('what is older than its tier may keep is removed with its file', () => {
  using it = setUp({});
  for (let day = 0; day < 4; day += 1) {
    it.record(60_000);
    it.store.pass(1_800);
    it.store.now = START + (day + 1) * DAY_MS;
  }
  const files = readdirSync(it.store.folder).filter((name) => /^seconds-.*db$/.test(name));
  expect(files).toEqual(['seconds-2026-11-30.db', 'seconds-2026-12-01.db']);
  expect(it.tier('1s')).toMatchObject({ shortened: false });
});

test('an age below a day is kept within a file as well', () => {
  using it = setUp({ '1s': { max_age_ms: HOUR_MS, max_bytes: 2 ** 30 } });
  it.record(3 * HOUR_MS, 10_000);
  it.store.pass(30);
  const [first] = it.store.reader.seconds('h0', ALL);
  expect(first?.start).toBeGreaterThanOrEqual(it.store.now - HOUR_MS - 120_000);
});

test('a tier says how long its bytes suffice at the present rate', () => {
  using it = setUp({}, 5);
  expect(it.tier('1s')?.fits_ms).toBeNull();
  it.record(30 * 60_000);
  const { size: bytes } = statSync(join(it.store.folder, 'seconds-2026-11-28.db'));
  const expected = (DEFAULT_BOUNDS['1s'].max_bytes / bytes) * 30 * 60_000;
  const fits = it.tier('1s')?.fits_ms ?? 0;
  expect(fits / expected).toBeGreaterThan(0.3);
  expect(fits / expected).toBeLessThan(3);
});
