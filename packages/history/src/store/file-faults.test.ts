import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { AStore, aFolder, aLayout, aSecond } from '../testing/index.ts';
import type { Unreadable } from './readable-files.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 28, 12, 0, 0);
const DAY = { from: START - 86_400_000, to: START + 86_400_000 };
const SECONDS_FILE = 'seconds-2026-11-28.db';
const layout = aLayout();

function setUp() {
  const folder = aFolder();
  const store = new AStore(folder.path, START);
  /** Hands over so many seconds, and lets the last of them be written. */
  const record = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      const at = store.now + 1_000;
      store.append(aSecond(at, [[layout, at, layout.columns.map(() => second)]]));
    }
    store.pass(130);
  };
  const samples = () =>
    [...store.reader.seconds('a', DAY)].reduce((sum, it) => sum + it.reported.reduce((a, b) => a + b, 0), 0);
  const end = () => {
    store.close();
    folder[Symbol.dispose]();
  };
  return { store, record, samples, info: () => store.writer.info(), [Symbol.dispose]: end };
}

test('a damaged file is set aside and said; the other files serve, and recording goes on', () => {
  using it = setUp();
  it.record(60);
  it.store.writer.close();
  const path = join(it.store.folder, SECONDS_FILE);
  writeFileSync(path, 'no database at all'.repeat(1_000));
  it.store.reopen();
  it.record(60);
  expect(it.info()).toMatchObject({
    state: 'recording',
    problems: [`${path} is damaged. It was renamed to ${SECONDS_FILE}.damaged, and another one was begun.`],
  });
  expect(it.samples()).toBe(60);
  const minutes = [...it.store.reader.rolled('1m', 'a', DAY)];
  expect(minutes.reduce((sum, minute) => sum + minute.reported, 0)).toBe(120);
});

test('a file that is found damaged by the thread that reads is set aside', () => {
  using it = setUp();
  it.record(60);
  it.store.writer.close();
  const path = join(it.store.folder, SECONDS_FILE);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x55, 4_096));
  const found: Unreadable[] = [];
  it.store.onUnreadable = (unreadable) => found.push(unreadable);
  expect(it.samples()).toBe(0);
  expect(found).toMatchObject([{ kind: 'seconds', isDamaged: true }]);
  it.store.reopen();
  for (const unreadable of found) it.store.writer.noteUnreadable(unreadable);
  expect(readdirSync(it.store.folder)).toContain(`${SECONDS_FILE}.damaged`);
  it.record(60);
  expect(it.samples()).toBe(60);
});

test('a file of a later version is left alone and said in a sentence; the other tiers record', () => {
  using it = setUp();
  it.record(60);
  it.store.writer.close();
  const path = join(it.store.folder, SECONDS_FILE);
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE');
  db.close();
  const before = readFileSync(path);
  it.store.reopen();
  it.record(60);
  expect(it.info()).toMatchObject({
    state: 'recording',
    problems: [`${path} was written by a later version of rbee; start that version, or move the file away.`],
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect([...it.store.reader.rolled('1m', 'a', DAY)].reduce((sum, minute) => sum + minute.reported, 0)).toBe(
    120,
  );
});

test('a file that is removed while it is open is said, and another one begun', () => {
  using it = setUp();
  it.record(60);
  const path = join(it.store.folder, SECONDS_FILE);
  rmSync(path);
  it.record(60);
  expect(it.info().problems).toEqual([`${path} was removed while it was in use; another one was begun.`]);
  expect(it.samples()).toBe(60);
});

test('a folder that cannot be used pauses the recording, which goes on by itself and has lost nothing', () => {
  using it = setUp();
  it.record(60);
  const aside = `${it.store.folder}-aside`;
  renameSync(it.store.folder, aside);
  writeFileSync(it.store.folder, 'in its place');
  it.record(60);
  expect(it.info()).toMatchObject({ state: 'paused', lost: 0 });
  expect(it.info().problems).toContainEqual(expect.stringMatching(/^Nothing is recorded: /));
  rmSync(it.store.folder);
  renameSync(aside, it.store.folder);
  it.store.pass(200);
  expect(it.info()).toMatchObject({ state: 'recording', lost: 0 });
  expect(it.info().problems).not.toContainEqual(expect.stringMatching(/^Nothing is recorded: /));
  expect(it.samples()).toBe(120);
});

test('a log that is removed while it is open is begun anew', () => {
  using it = setUp();
  it.record(60);
  const logs = () => readdirSync(it.store.folder).filter((name) => name.startsWith('log-'));
  for (const name of logs()) rmSync(join(it.store.folder, name));
  const at = it.store.now + 1_000;
  it.store.append(aSecond(at, [[layout, at, layout.columns.map(() => 7)]]));
  expect(logs()).toHaveLength(1);
  it.store.crash();
  expect([...it.store.read().seconds('a', DAY)].at(-1)?.cells[0]).toContain(7);
});

test('the tail of a log that a crash cut off is ignored', () => {
  using it = setUp();
  const at = START + 1_000;
  it.store.append(aSecond(at, [[layout, at, layout.columns.map(() => 7)]]));
  const [log = ''] = readdirSync(it.store.folder).filter((name) => name.startsWith('log-'));
  const bytes = readFileSync(join(it.store.folder, log));
  it.store.append(aSecond(at + 1_000, [[layout, at + 1_000, layout.columns.map(() => 8)]]));
  const whole = readFileSync(join(it.store.folder, log));
  writeFileSync(join(it.store.folder, log), whole.subarray(0, bytes.length + 20));
  it.store.crash();
  const cells = [...it.store.read().seconds('a', DAY)].flatMap((block) => [...(block.cells[0] ?? [])]);
  expect(cells.filter((cell) => !Number.isNaN(cell))).toEqual([7]);
});
