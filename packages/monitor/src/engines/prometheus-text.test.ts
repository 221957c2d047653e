import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrometheusText } from './prometheus-text.ts';

const WANTED = new Set(['a', 'b_total']);

/** The samples of a text that arrives in pieces. */
function read(...pieces: string[]) {
  const text = new PrometheusText(WANTED);
  for (const it of pieces) text.write(it);
  return [...text.end()].map(([name, samples]) => [
    name,
    samples.map(({ labels, value }) => ({ ...Object.fromEntries(labels), value })),
  ]);
}

test('reads the samples with a wanted name, with or without labels and times', () => {
  const text = '# HELP a Text\n# TYPE a gauge\na 1.5\nother 3\na{x="1", y="z",} 2e3 1700000000\nb_total\t4\n';
  expect(read(text)).toEqual([
    ['a', [{ value: 1.5 }, { x: '1', y: 'z', value: 2000 }]],
    ['b_total', [{ value: 4 }]],
  ]);
});

test('escaped characters in labels are read, and braces in them end nothing', () => {
  expect(read('a{x="1\\"}\\\\\\n 2"} 3\n')).toEqual([['a', [{ x: '1"}\\\n 2', value: 3 }]]]);
});

test.each(['a', 'a ', 'a NaN', 'a +Inf', 'a x', 'a{', 'a{x} 1', 'a{x=1} 1', 'a{x="1} 1', '{x="1"} 1', ' 1'])(
  'a line that is not valid gives no sample: %s',
  (line) => {
    expect(read(`${line}\na 7\n`)).toEqual([['a', [{ value: 7 }]]]);
  },
);

test('the last line counts only if it is whole, as a number may be cut off', () => {
  expect(read('a 1\na 12')).toEqual([['a', [{ value: 1 }]]]);
  expect(read('a 1', '2\n')).toEqual([['a', [{ value: 12 }]]]);
});

test('a line that is too long is passed over, and the next one is read', () => {
  expect(read('a{x="', 'y'.repeat(20_000), '"} 1\na 2\n')).toEqual([['a', [{ value: 2 }]]]);
});

test('the samples that are kept are bounded', () => {
  const text = new PrometheusText(WANTED);
  for (let at = 0; at < 100; at += 1) text.write('a 1\n'.repeat(1000));
  expect(text.end().get('a')).toHaveLength(8_192);
});

test('however a text is cut into pieces, its samples are the same', () => {
  const line = fc.oneof(
    fc.constantFrom('a 1', 'b_total{x="y"} 2', '# TYPE a gauge', 'a{x="\\""} 3', ''),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(60)), (lines, sizes) => {
      const text = lines.map((it) => `${it}\n`).join('');
      const pieces: string[] = [];
      let at = 0;
      for (const size of sizes) {
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      expect(read(...pieces, text.slice(at))).toEqual(read(text));
    }),
  );
});

test('hostile texts never throw, and give only finite numbers', () => {
  const hostile = fc.array(fc.constantFrom('a', '{', '}', '"', '\\', '=', ',', ' ', '\n', '9', 'x="'), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(hostile, (parts) => {
      for (const [, samples] of read(`${parts.join('')}\n`)) {
        for (const it of samples as { value: number }[]) expect(Number.isFinite(it.value)).toBe(true);
      }
    }),
  );
});
