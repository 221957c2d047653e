import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildTimeOf } from './page-folder.ts';

function aFolder(page?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (page !== undefined) {
    writeFileSync(join(folder, 'index.html'), page);
    utimesSync(join(folder, 'index.html'), 1_700_000_000, 1_700_000_000);
  }
  return folder;
}

const OF_THE_FILE = '2023-11-14T22:13:20.000Z';

test.each([
  ['<head><meta name="rbee-built" content="2026-11-28T12:00:00.000Z"></head>', '2026-11-28T12:00:00.000Z'],
  ['<head></head>', OF_THE_FILE],
  ['<meta name="rbee-built" content="yesterday">', OF_THE_FILE],
])('the page %s was built at %s', (page, built) => {
  expect(buildTimeOf(aFolder(page))).toBe(built);
});

test('there is no time without a page', () => {
  expect(buildTimeOf(aFolder())).toBeUndefined();
  expect(buildTimeOf(join(aFolder(), 'gone'))).toBeUndefined();
});
