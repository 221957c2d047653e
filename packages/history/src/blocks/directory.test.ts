import { expect, test } from 'vitest';
import { aLayout } from '../testing/index.ts';
import { decodeDirectory, encodeDirectory } from './directory.ts';

test('the bytes of a directory, which are kept while its hive reports, hold no more memory than they are long', () => {
  const { hive_id, entities, columns } = aLayout();
  const bytes = encodeDirectory({ hive_id, entities, columns });
  expect(decodeDirectory(bytes)).toEqual({ hive_id, entities, columns });
  expect(bytes.buffer.byteLength).toBe(bytes.length);
});
