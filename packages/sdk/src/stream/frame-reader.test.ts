import type { EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAt } from '../testing/index.ts';
import { FrameReader } from './frame-reader.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function readAll(pieces: readonly Uint8Array[], maxFrameChars?: number) {
  const reader = new FrameReader(maxFrameChars);
  const batches = pieces.map((piece) => reader.read(piece));
  return {
    frames: batches.flatMap((batch) => batch.frames),
    oversized: batches.reduce((sum, batch) => sum + batch.oversized, 0),
    retryMs: batches.findLast((batch) => batch.retryMs !== null)?.retryMs ?? null,
  };
}

const line = (minLength: number) =>
  fc
    .string({ unit: 'binary', minLength, maxLength: 12 })
    .map((text) => text.replace(/[\r\n\0]/g, '\u{1F41D}'));
const word = line(1).map((text) => text.trimStart() || 'é');
const frame = fc.record({ event: word, id: word, lines: fc.array(line(0), { minLength: 1, maxLength: 3 }) });
const ending = fc.constantFrom('\n', '\r\n', '\r');
const noise = fc.constantFrom('', ': keep-alive\n\n', ':\n', 'unknown: field\n', '\n\n\n');
const stream = fc.array(fc.record({ frame, noise }), { maxLength: 6 });
const cuts = fc.array(fc.nat(2_000), { maxLength: 12 });

type Written = { frame: { event: string; id: string; lines: string[] }; noise: string };

const textOf = (written: readonly Written[]): string =>
  written
    .map(({ frame: { event, id, lines }, noise: before }) => {
      const data = lines.map((it) => `data: ${it}\n`).join('');
      return `${before}event: ${event}\nid: ${id}\n${data}\n`;
    })
    .join('');

const framesOf = (written: readonly Written[]): EventSourceMessage[] =>
  written.map(({ frame: { event, id, lines } }) => ({ event, id, data: lines.join('\n') }));

test('any cut of the bytes gives the frames that were written, with any line endings', () => {
  fc.assert(
    fc.property(stream, ending, cuts, (written, eol, places) => {
      const bytes = bytesOf(textOf(written).replaceAll('\n', eol));
      expect(readAll(splitAt(bytes, places)).frames).toEqual(framesOf(written));
    }),
    { numRuns: 300 },
  );
});

test('a stream that comes byte by byte gives the same frames, inside UTF-8 sequences and CRLF too', () => {
  const text = 'id: 1\r\nevent: heartbeat\r\ndata: "🐝 größer"\r\n\r\nid: 2\r\ndata: "ü"\r\n\r\n';
  const bytes = bytesOf(text);
  const single = [...bytes].map((byte) => Uint8Array.of(byte));
  expect(readAll(single).frames).toEqual([
    { event: 'heartbeat', id: '1', data: '"🐝 größer"' },
    { event: undefined, id: '2', data: '"ü"' },
  ]);
});

test('a frame is complete with its last byte, not with the next frame', () => {
  const reader = new FrameReader();
  expect(reader.read(bytesOf('data: 1\r\n\r')).frames).toHaveLength(1);
  expect(reader.read(bytesOf('\ndata: 2\r\r')).frames).toHaveLength(1);
});

test('a frame that is too long is dropped whole and counted once, for any cut, and the others arrive', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 });
  fc.assert(
    fc.property(sizes, ending, cuts, (lengths, eol, places) => {
      const texts = lengths.map((length) => `data: ${'x'.repeat(length)}\n\n`);
      const result = readAll(splitAt(bytesOf(texts.join('').replaceAll('\n', eol)), places), 40);
      const kept = lengths.filter((_, index) => (texts[index]?.length ?? 0) <= 40);
      expect(result.frames.map((it) => it.data.length)).toEqual(kept);
      expect(result.oversized).toBe(lengths.length - kept.length);
    }),
    { numRuns: 300 },
  );
});

test('the tail of a frame that is too long is not read as a frame', () => {
  const tail = `data: ${'x'.repeat(50)}\ndata: {"type":"lag"}\n\ndata: next\n\n`;
  const cutInside = readAll([bytesOf(tail.slice(0, 45)), bytesOf(tail.slice(45))], 40);
  expect(cutInside).toEqual({
    frames: [{ event: undefined, id: undefined, data: 'next' }],
    oversized: 1,
    retryMs: null,
  });
});

test('a frame without end needs bounded memory: it is dropped at the limit and counted once', () => {
  const reader = new FrameReader(1_000);
  const batches = Array.from({ length: 100 }, () => reader.read(bytesOf('x'.repeat(500))));
  expect(batches.reduce((sum, batch) => sum + batch.oversized, 0)).toBe(1);
  expect(reader.read(bytesOf('\n\ndata: 1\n\n')).frames).toEqual([
    { event: undefined, id: undefined, data: '1' },
  ]);
});

test('[S7] a keep-alive comment is not a frame, and retry: is reported', () => {
  expect(readAll([bytesOf(': keep-alive\n\nretry: 2000\n\n')])).toEqual({
    frames: [],
    oversized: 0,
    retryMs: 2_000,
  });
});
