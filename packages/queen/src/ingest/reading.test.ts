import { aHeartbeat, aNode } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { Pattern } from './pattern.ts';
import { NO_PAUSE } from './pause.ts';
import { readHeartbeat } from './read-heartbeat.ts';
import type { Reading } from './reading.ts';

const bytesOf = (seq: number): Buffer => Buffer.from(JSON.stringify({ ...aHeartbeat(), seq, node: aNode() }));

function aPattern(): Pattern {
  const bytes = bytesOf(0);
  const read = readHeartbeat(JSON.parse(bytes.toString()));
  const pattern = read.ok ? Pattern.of(bytes, read.sample, 'link', NO_PAUSE) : null;
  if (!pattern) throw new Error('this heartbeat has no pattern');
  return pattern;
}

/** Figures as a pattern has them that has read nothing else. */
const figuresAlone = (seq: number): readonly number[] =>
  (aPattern().read(bytesOf(seq)) as Reading).figures.slice();

test('the figures of a text stay its own, however many come after it, and whether they follow the pattern or not', () => {
  const pattern = aPattern();
  const readings = [7, 123456, 8, 99, 1].map((seq) => {
    const reading = pattern.read(bytesOf(seq)) as Reading;
    expect(pattern.seq(reading)).toBe(seq);
    expect(pattern.read(Buffer.from(bytesOf(4242).toString().replace(/}$/, ',"more":1}')))).toBeNull();
    return { seq, reading };
  });
  for (const { seq, reading } of readings) expect(reading.figures).toEqual(figuresAlone(seq));
});

test('a text keeps the memory that it came in, but not what else was read with it', () => {
  const pattern = aPattern();
  const alone = Buffer.from(new Uint8Array(bytesOf(5)).buffer);
  const own = pattern.read(alone) as Reading;
  own.settle();
  expect(own.bytes).toBe(alone);
  const much = Buffer.alloc(64 * 1024);
  alone.copy(much, 1000);
  const reading = pattern.read(much.subarray(1000, 1000 + alone.length)) as Reading;
  expect(reading.bytes.buffer).toBe(much.buffer);
  reading.settle();
  much.fill(0);
  expect(reading.text).toBe(alone.toString());
});
