import fc from 'fast-check';
import { expect, test } from 'vitest';
import { label, metricHead, seriesLine } from './text-format.ts';

const special = fc.constantFrom('\\', '"', '\n', 'n', '\\n', '\\"', 'ü', '}', ',', '{', ' ');
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(special).map((parts) => parts.join('')),
);

/** Reads a line as Prometheus does. */
function parsed(line: string) {
  const match = /^(\w+)(?:\{(.*)\})? (\S+)\n$/su.exec(line);
  const labels = [...(match?.[2] ?? '').matchAll(/(\w+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/gsu)];
  const value = (quoted: string) =>
    quoted.replace(/\\(.)/gsu, (_, character) => (character === 'n' ? '\n' : character));
  return {
    name: match?.[1],
    labels: labels.map(([, name, quoted]) => [name, value(quoted ?? '')]),
    value: match?.[3],
  };
}

test('labels keep their values, whatever characters these have', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const line = seriesLine('up', `${label('a', one)},${label('b', other)}`, 1);
      expect(line.slice(0, -1)).not.toContain('\n');
      const labels = [
        ['a', one],
        ['b', other],
      ];
      expect(parsed(line)).toEqual({ name: 'up', labels, value: '1' });
    }),
  );
});

test.each([
  [0, '0'],
  [-0, '0'],
  [0.855, '0.855'],
  [2 ** 53, '9007199254740992'],
  [1e21, '1e+21'],
  [5e-324, '5e-324'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [Number.NaN, 'NaN'],
])('the value %d is written as %s', (value, written) => {
  expect(seriesLine('up', '', value)).toBe(`up ${written}\n`);
});

test('the help is one line', () => {
  expect(metricHead('up', 'gauge', 'a\\b\nc "d"')).toBe('# HELP up a\\\\b\\nc "d"\n# TYPE up gauge\n');
});
