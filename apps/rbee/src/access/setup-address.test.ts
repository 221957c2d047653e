import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@rbee/hive';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SetupAddress } from './setup-address.ts';

let folder: string;
beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'rbee-setup-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** The setup address of a queen whose secret is that of the object, and what was logged. */
function aSetup(state: { secret: string | null }) {
  const file = join(folder, 'setup-address');
  const lines: string[] = [];
  const log = (...line: unknown[]) => void lines.push(JSON.stringify(line));
  const setup = new SetupAddress({
    access: { setupSecret: () => state.secret },
    ...{ url: 'http://box:7833', file, clock: systemClock, log: { info: log, warn: log } },
  });
  return { setup, file, lines };
}

test('[A4] while there is no admin the address is in a file for its owner, and the log has the path only', () => {
  const { setup, file, lines } = aSetup({ secret: 'planted' });
  setup.start();
  expect(readFileSync(file, 'utf8')).toBe('http://box:7833/setup#planted\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(lines).toEqual([
    JSON.stringify([`There is no admin yet. The address at which one is made is in ${file}.`]),
  ]);
  setup.stop();
  expect(existsSync(file)).toBe(false);
});

test('[A4] the file is removed once the address was used, and follows another secret', () => {
  const state: { secret: string | null } = { secret: 'one' };
  const { setup, file } = aSetup(state);
  setup.start();
  state.secret = 'two';
  vi.advanceTimersByTime(2_000);
  expect(readFileSync(file, 'utf8')).toBe('http://box:7833/setup#two\n');
  state.secret = null;
  vi.advanceTimersByTime(2_000);
  expect(existsSync(file)).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

test('[A4] a file that a queen before left is removed, and with an admin nothing is said', () => {
  const { setup, file, lines } = aSetup({ secret: null });
  writeFileSync(file, 'http://box/setup#old');
  setup.start();
  expect([existsSync(file), lines, setup.address]).toEqual([false, [], null]);
});

test('[A4] an address that cannot be written is a warning without the secret', () => {
  const { setup, file, lines } = aSetup({ secret: 'planted' });
  rmSync(folder, { recursive: true });
  setup.start();
  vi.advanceTimersByTime(10_000);
  expect(lines.filter((line) => line.includes('cannot be written'))).toHaveLength(1);
  expect(lines.join()).not.toContain('planted');
  mkdirSync(folder);
  expect(existsSync(file)).toBe(false);
  setup.stop();
});

test('[A4] a file that cannot be removed is a warning, and the queen goes on', () => {
  const { setup, file, lines } = aSetup({ secret: null });
  mkdirSync(file); // rmSync() refuses a folder
  setup.start();
  expect(lines).toEqual([expect.stringContaining('is not valid any more, and cannot be removed.')]);
});
