import { expect, test } from 'vitest';
import { aFolder, killAtRandom } from './testing/index.ts';

test('a queen that is killed at a random second loses nothing that was on the disk, however often', async () => {
  using folder = aFolder();
  const { kept, lost } = await killAtRandom(folder.path, 3, Math.random);
  expect(kept).toBeGreaterThanOrEqual(3);
  expect(lost).toEqual([]);
}, 120_000);
