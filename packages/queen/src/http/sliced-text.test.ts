import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SlicedText } from './sliced-text.ts';
import { TimeSlices } from './time-slices.ts';

const SLICE_MS = 4;

/** Time slices by a clock that the work moves. */
function aSlicer() {
  let now = 0;
  const slices = new TimeSlices(() => now);
  return { slices, work: (ms: number) => (now += ms), at: () => now };
}

/** Pieces that take a millisecond each; what was made so far is counted. */
function pieces(count: number, piece: string, made: { count: number }, work = (_ms: number): unknown => 0) {
  function* make(): Generator<string, undefined> {
    for (let n = 0; n < count; n += 1) {
      work(1);
      made.count += 1;
      yield piece;
    }
  }
  return make();
}

async function textOf(stream: SlicedText): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

test('the text is all pieces in order, also if they are empty, large or not ASCII', async () => {
  const { slices } = aSlicer();
  const all = ['', 'a', '', 'ü'.repeat(40_000), 'x'.repeat(2_000_000), '', '🙂', ''];
  expect(await textOf(new SlicedText(all.values() as Iterator<string, undefined>, slices))).toBe(
    all.join(''),
  );
  expect(await textOf(new SlicedText([].values() as Iterator<string, undefined>, slices))).toBe('');
});

test('other work has its turn after each time slice, also if nothing but empty pieces is made', async () => {
  for (const piece of ['x', '']) {
    const { slices, work } = aSlicer();
    const made = { count: 0 };
    const whole = textOf(new SlicedText(pieces(20, piece, made, work), slices));
    const seen: number[] = [];
    while (made.count < 20) {
      await setImmediate();
      seen.push(made.count);
    }
    expect(await whole).toBe(piece.repeat(20));
    const steps = seen.map((count, n) => count - (seen[n - 1] ?? 0));
    expect(Math.max(...steps)).toBe(SLICE_MS);
  }
});

test('texts that are made at the same time share the slices, each in its turn', async () => {
  const { slices, work, at } = aSlicer();
  const [one, other] = [{ count: 0 }, { count: 0 }];
  const both = Promise.all([
    textOf(new SlicedText(pieces(40, 'x', one, work), slices)),
    textOf(new SlicedText(pieces(40, 'y', other, work), slices)),
  ]);
  let before = at();
  while (one.count + other.count < 80) {
    await setImmediate();
    expect(at() - before).toBeLessThanOrEqual(SLICE_MS);
    expect(Math.abs(one.count - other.count)).toBeLessThanOrEqual(SLICE_MS);
    before = at();
  }
  expect((await both).map((text) => text.length)).toEqual([40, 40]);
});

test('no more is made than the reader takes', async () => {
  const { slices } = aSlicer();
  const made = { count: 0 };
  const text = new SlicedText(pieces(100, 'x'.repeat(100_000), made), slices);
  text.once('readable', () => {});
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  expect(made.count).toBeLessThan(20);
  expect((await textOf(text)).length).toBe(10_000_000);
});

test('an error while a piece is made ends the text, and only this one', async () => {
  const { slices } = aSlicer();
  function* failing(): Generator<string, undefined> {
    yield 'a';
    throw new Error('no more');
  }
  const good = textOf(new SlicedText(pieces(3, 'x', { count: 0 }), slices));
  await expect(textOf(new SlicedText(failing(), slices))).rejects.toThrow('no more');
  expect(await good).toBe('xxx');
});
