import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './decode.ts';

test('parses any JSON text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parseJson(Buffer.from(JSON.stringify(value)))).toEqual({
        ok: true,
        value: JSON.parse(JSON.stringify(value)),
      });
    }),
  );
});

test.each([
  ['nothing', Buffer.alloc(0), /empty/],
  ['half a text', Buffer.from('{"hive_id":"a'), /13 bytes/],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), /UTF-8/],
  ['a script', Buffer.from('{hive_id: 1}'), /not a JSON text/],
])('[H5] refuses %s', (_what, body, detail) => {
  expect(parseJson(body)).toMatchObject({
    ok: false,
    refusal: { code: 'malformed_json', detail: expect.stringMatching(detail) },
  });
});

test('any bytes are parsed or refused, without an exception', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof parseJson(Buffer.from(bytes)).ok === 'boolean'));
});
