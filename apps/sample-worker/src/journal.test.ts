import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from './journal.ts';

test('writes entries in order', async () => {
  const journal = await Journal.create(tmpdir(), 10_000);
  await Promise.all([1, 2, 3].map((number) => journal.append({ number })));
  expect(await readFile(journal.path, 'utf8')).toBe('{"number":1}\n{"number":2}\n{"number":3}\n');
  await journal.remove();
});

test('never grows beyond its limit, and removes its folder', async () => {
  const journal = await Journal.create(tmpdir(), 100);
  for (let entry = 0; entry < 50; entry += 1) {
    await journal.append('x'.repeat(entry * 4));
    expect((await stat(journal.path)).size).toBeLessThanOrEqual(100);
  }
  await journal.remove();
  expect(existsSync(dirname(journal.path))).toBe(false);
});

test('rejects if an entry cannot be written', async () => {
  const journal = await Journal.create(tmpdir(), 100);
  await journal.remove();
  await expect(journal.append('late')).rejects.toThrow();
});
