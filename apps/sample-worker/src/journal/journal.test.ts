import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { createJournal } from './journal.ts';

test('entries are kept in order', async () => {
  const journal = await createJournal(tmpdir(), 10_000);
  await Promise.all([1, 2, 3].map((number) => journal.append({ number })));
  expect(await readFile(journal.path, 'utf8')).toBe('{"number":1}\n{"number":2}\n{"number":3}\n');
  await journal.remove();
});

test('it never grows beyond its bound, and goes with its folder', async () => {
  const journal = await createJournal(tmpdir(), 100);
  for (let entry = 0; entry < 50; entry += 1) {
    await journal.append('x'.repeat(entry * 4));
    expect((await stat(journal.path)).size).toBeLessThanOrEqual(100);
  }
  await journal.remove();
  expect(existsSync(dirname(journal.path))).toBe(false);
});

test('an entry that cannot be written is heard of', async () => {
  const journal = await createJournal(tmpdir(), 100);
  await journal.remove();
  await expect(journal.append('late')).rejects.toThrow();
});
