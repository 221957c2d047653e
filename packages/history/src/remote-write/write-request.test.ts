import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabelEncoder } from './label-bytes.ts';
import { readRequest } from './testing/index.ts';
import { MAX_SAMPLES, WriteRequest } from './write-request.ts';

/** A request with these series, each with its labels besides the name. */
function requestOf(
  series: readonly { name: string; labels: Record<string, string>; samples: readonly [number, number][] }[],
  external: Record<string, string> = {},
): WriteRequest {
  const encoder = new LabelEncoder(external);
  const request = new WriteRequest();
  for (const { name, labels, samples } of series) {
    request.begin(encoder.head(name), encoder.body(labels).bytes, samples.length);
    for (const [time, value] of samples) request.sample(value, time);
  }
  return request;
}

test('[P9] a request has the bytes that protobuf gives to the messages of remote write 1.0', () => {
  const request = requestOf([{ name: 'up', labels: { a: 'b' }, samples: [[1_700_000_000_000, 1.5]] }]);
  // Written by hand: TimeSeries{Label{__name__, up}, Label{a, b}, Sample{1.5, 1700000000000}}.
  const expected = [
    '0a2a',
    '0a0e' + '0a085f5f6e616d655f5f' + '12027570',
    '0a06' + '0a0161' + '120162',
    '1210' + '09000000000000f83f' + '1080d095ffbc31',
  ];
  expect(Buffer.from(request.bytes).toString('hex')).toBe(expected.join(''));
});

test('[P9] a stale marker has the bits that Prometheus defines', () => {
  const request = requestOf([{ name: 'x', labels: {}, samples: [[1_700_000_000_000, Number.NaN]] }]);
  expect(Buffer.from(request.bytes).toString('hex')).toContain('09020000000000f07f');
  expect(readRequest(request.bytes)[0]?.samples).toEqual([[1_700_000_000_000, 'stale']]);
});

const names = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,12}$/).filter((it) => it !== '__name__');
const labels = fc.dictionary(names, fc.string({ unit: 'grapheme', maxLength: 200 }), { maxKeys: 8 });
/** Our own labels are small letters; those of a target need not be. */
const ownLabels = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,8}$/), fc.string({ maxLength: 200 }), {
  maxKeys: 6,
});
const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 42 - 1 }), fc.double({ noNaN: true })), {
  minLength: 1,
  maxLength: 20,
});
const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,40}$/);

test('[P9] what is read from a request is what was written, with sorted labels and none that is empty', () => {
  const series = fc.array(fc.record({ name, labels: ownLabels, samples }), { maxLength: 20 });
  fc.assert(
    fc.property(series, labels, (given, external) => {
      const request = requestOf(given, external);
      const read = readRequest(request.bytes);
      expect(request.samples).toBe(given.reduce((sum, it) => sum + it.samples.length, 0));
      expect(read.map((it) => it.samples)).toEqual(given.map((it) => it.samples));
      for (const [at, it] of read.entries()) {
        const all = { ...external, ...given[at]?.labels, __name__: given[at]?.name ?? '' };
        const wanted = Object.entries(all).filter(([, value]) => value !== '');
        expect(it.labels).toEqual(wanted.sort(([a], [b]) => (a < b ? -1 : 1)));
      }
    }),
  );
});

test('text that is not valid Unicode becomes text that is', () => {
  const [series] = readRequest(requestOf([{ name: 'x', labels: { a: '\ud800' }, samples: [] }]).bytes);
  expect(series?.labels).toContainEqual(['a', '\ufffd']);
});

test('[P9] a request is full at 10,000 samples, and one series always fits', () => {
  const request = new WriteRequest();
  expect(request.isFullFor(2 * MAX_SAMPLES)).toBe(false);
  request.begin(new Uint8Array(), new Uint8Array(), 9_999);
  expect([request.isFullFor(1), request.isFullFor(2)]).toEqual([false, true]);
  request.clear();
  expect([request.samples, request.bytes.length]).toEqual([0, 0]);
});
