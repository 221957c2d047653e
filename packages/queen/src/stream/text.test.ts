import { expect, test } from 'vitest';
import { bytesIn, bytesOf, Splice, type Text, writeText } from './text.ts';

const BYTES = Buffer.from('0123456789');

test.each<[string, Text, string]>([
  ['a string', 'a\u{1f41d}', 'a\u{1f41d}'],
  ['a part of bytes between two texts', new Splice('<', BYTES, 2, 5, '>'), '<234>'],
  ['parts of several', new Splice('<', BYTES, 2, 5, new Splice('|', BYTES, 9, 10, '>')), '<234|9>'],
  ['nothing of any', new Splice('', BYTES, 3, 3, ''), ''],
])('%s is as long as it says, and the same wherever it goes', (_, text, whole) => {
  expect(String(text)).toBe(whole);
  expect(bytesOf(text).toString()).toBe(whole);
  expect(bytesIn(text)).toBe(Buffer.byteLength(whole));
  const target = Buffer.alloc(bytesIn(text) + 4, '.');
  expect(writeText(text, target, 2)).toBe(target.length - 2);
  expect(target.toString()).toBe(`..${whole}..`);
});
